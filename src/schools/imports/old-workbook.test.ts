// Old Excel workbooks, against a writer made here from the same published format: whatever a table holds comes
// back, and whatever is done to the bytes, the reader comes to an end.
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#platform/database.ts'
import { testDatabase } from '../../../test/setup/database.ts'
import { bring } from '../schools.fixture.ts'
import { Refused } from './import.actions.ts'
import { readOldWorkbook } from './old-workbook.rules.ts'

type Cell = string | number | null

const record = (type: number, data: Buffer) => {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(type, 0)
  head.writeUInt16LE(data.length, 2)
  return Buffer.concat([head, data])
}
const u16 = (...values: number[]) => {
  const out = Buffer.alloc(values.length * 2)
  values.forEach((value, i) => out.writeUInt16LE(value & 0xffff, i * 2))
  return out
}
const u32 = (value: number) => {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(value >>> 0)
  return out
}
const double = (value: number) => {
  const out = Buffer.alloc(8)
  out.writeDoubleLE(value)
  return out
}

/** The shared texts, cut into records of at most `room` bytes wherever that falls, as Excel cuts them. */
function sharedTexts(texts: readonly string[], room: number): Buffer {
  const parts: Buffer[] = []
  let now: Buffer = Buffer.concat([u32(texts.length), u32(texts.length)])
  const next = (begin: Buffer) => {
    parts.push(now)
    now = begin
  }
  for (const text of texts) {
    const isWide = /[^ -ÿ]/.test(text)
    const isRich = text.length % 3 === 0
    // A text's head is never parted; its signs may be.
    const head = Buffer.concat([
      u16(text.length),
      Buffer.from([(isWide ? 1 : 0) | (isRich ? 8 : 0)]),
      isRich ? u16(2) : Buffer.alloc(0),
    ])
    if (now.length + head.length > room) next(Buffer.alloc(0))
    now = Buffer.concat([now, head])
    for (let at = 0; at < text.length;) {
      const width = isWide ? 2 : 1
      if (now.length + width > room) next(Buffer.from([isWide ? 1 : 0]))
      const fit = Math.max(1, Math.floor((room - now.length) / width))
      now = Buffer.concat([now, Buffer.from(text.slice(at, at + fit), isWide ? 'utf16le' : 'latin1')])
      at += fit
    }
    if (isRich) now = Buffer.concat([now, Buffer.alloc(8)])
  }
  next(Buffer.alloc(0))
  return Buffer.concat(parts.map((part, i) => record(i === 0 ? 0x00fc : 0x003c, part)))
}

/** A workbook of one sheet in a compound file with sectors of 512 bytes. Style 1 is a date. */
function oldWorkbook(rows: readonly (readonly Cell[])[], { room = 8_224, dates = false } = {}): Buffer {
  const texts = [...new Set(rows.flat().filter((cell) => typeof cell === 'string'))]
  const bof = (kind: number) => record(0x0809, Buffer.concat([u16(0x0600, kind), Buffer.alloc(12)]))
  const style = (format: number) => record(0x00e0, Buffer.concat([u16(0, format), Buffer.alloc(16)]))
  const before = Buffer.concat([bof(5), style(0), style(14)])
  const after = Buffer.concat([sharedTexts(texts, room), record(0x000a, Buffer.alloc(0))])
  const name = Buffer.from('Sheet1', 'latin1')
  const place = (at: number) =>
    record(0x0085, Buffer.concat([u32(at), Buffer.from([0, 0, name.length, 0]), name]))
  const sheetAt = before.length + place(0).length + after.length
  const cells = rows.flatMap((row, r) =>
    row.flatMap((cell, c) => {
      if (cell === null) return []
      if (typeof cell === 'string')
        return [record(0x00fd, Buffer.concat([u16(r, c, 0), u32(texts.indexOf(cell))]))]
      const isSmall = Number.isInteger(cell) && Math.abs(cell) < 2 ** 29 && !Object.is(cell, -0)
      return [
        isSmall
          ? record(0x027e, Buffer.concat([u16(r, c, dates ? 1 : 0), u32((cell << 2) | 2)]))
          : record(0x0203, Buffer.concat([u16(r, c, dates ? 1 : 0), double(cell)])),
      ]
    }),
  )
  const stream = Buffer.concat([
    before,
    place(sheetAt),
    after,
    bof(0x10),
    ...cells,
    record(0x000a, Buffer.alloc(0)),
  ])
  return container(stream)
}

/** A compound file that holds one stream called Workbook. */
function container(stream: Buffer): Buffer {
  const body = Buffer.concat([
    stream,
    Buffer.alloc(Math.max(4_096, Math.ceil(stream.length / 512) * 512) - stream.length),
  ])
  const sectors = body.length / 512
  // The directory comes first, then the stream, then as many tables as it takes.
  const tables = Math.ceil((sectors + 1 + Math.ceil((sectors + 1) / 127)) / 128)
  const table = Buffer.alloc(tables * 512, 0xff)
  table.writeUInt32LE(0xfffffffe, 0)
  for (let i = 1; i <= sectors; i++) table.writeUInt32LE(i === sectors ? 0xfffffffe : i + 1, i * 4)
  for (let i = 0; i < tables; i++) table.writeUInt32LE(0xfffffffd, (sectors + 1 + i) * 4)
  const entry = (name: string, kind: number, first: number, size: number) => {
    const out = Buffer.alloc(128)
    out.write(name, 0, 'utf16le')
    out.writeUInt16LE((name.length + 1) * 2, 64)
    out[66] = kind
    out.writeUInt32LE(first, 116)
    out.writeUInt32LE(size, 120)
    return out
  }
  const directory = Buffer.concat([
    entry('Root Entry', 5, 0xfffffffe, 0),
    entry('Workbook', 2, 1, body.length),
    Buffer.alloc(256),
  ])
  const head = Buffer.alloc(512, 0xff)
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(head)
  head.writeUInt16LE(9, 30)
  head.writeUInt16LE(6, 32)
  head.writeUInt32LE(tables, 44)
  head.writeUInt32LE(0, 48)
  head.writeUInt32LE(4_096, 56)
  head.writeUInt32LE(0xfffffffe, 60)
  head.writeUInt32LE(0xfffffffe, 68)
  for (let i = 0; i < tables; i++) head.writeUInt32LE(sectors + 1 + i, 76 + i * 4)
  return Buffer.concat([head, directory, body, table])
}

/** As the reader gives it: text, each row no longer than its last filled cell, no empty rows at the end. */
const asText = (rows: readonly (readonly Cell[])[]): string[][] => {
  const texts = rows.map((row) => {
    const filled = row.findLastIndex((cell) => cell !== null)
    return row.slice(0, filled + 1).map((cell) => (cell === null ? '' : String(cell)))
  })
  return texts.slice(0, texts.findLastIndex((row) => row.length > 0) + 1)
}

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }) },
  { weight: 2, arbitrary: fc.string({ minLength: 1, maxLength: 40 }) },
  fc.integer({ min: -(2 ** 29) + 1, max: 2 ** 29 - 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.constant(null),
)
const table = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 12 })

describe('an old workbook', () => {
  it('gives back every cell, wherever Excel parts the texts', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 24, max: 400 }), (rows, room) => {
        expect(readOldWorkbook(oldWorkbook(rows, { room }))).toEqual([{ name: 'Sheet1', rows: asText(rows) }])
      }),
      { numRuns: 150 },
    )
  })

  it('reads numbers that are dates as dates, and packed ones as what they are', () => {
    expect(readOldWorkbook(oldWorkbook([[1, 59, 61, 45_000.5]], { dates: true }))![0]!.rows).toEqual([
      ['1900-01-01', '1900-02-28', '1900-03-01', '2023-03-15'],
    ])
    expect(readOldWorkbook(oldWorkbook([[0.1, -7, 1e300, 136_617]]))![0]!.rows).toEqual([
      ['0.1', '-7', '1e+300', '136617'],
    ])
  })

  it('comes to an end whatever is done to its bytes', () => {
    const whole = oldWorkbook([
      ['Name', 'Number'],
      ['Elm – “Primary”', 1],
      ['x'.repeat(300), 2.5],
    ])
    const change = fc.tuple(fc.nat(whole.length - 1), fc.constantFrom(0, 1, 0x7f, 0xfe, 0xff))
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat(whole.length),
        (changes, length) => {
          const bytes = Buffer.from(whole)
          for (const [at, byte] of changes) bytes[at] = byte
          for (const one of [bytes, whole.subarray(0, length)]) {
            const sheets = readOldWorkbook(one)
            expect(sheets === null || sheets.every(({ rows }) => rows.length <= 65_536)).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('a published list as an old workbook', () => {
  let database: Database
  beforeAll(async () => {
    database = await testDatabase()
  })
  const head = [
    'Alliance Name',
    'Teaching School',
    'URN',
    'Region',
    'Local Authority',
    'RSC',
    'Type',
    'Phase',
    'Religious Character',
  ]
  const rows = [
    [
      'Elm Alliance',
      'Elm School – West',
      190_001,
      'South',
      'Northshire',
      'South',
      'Academy',
      'Primary',
      'None',
    ],
    ['Oak Alliance', 'Oak School', '190002', 'South', 'Northshire', 'South', 'Academy', 'Secondary', 'None'],
  ]
  it('is imported like its CSV, which then changes nothing', async () => {
    const done = await bring(database, 'list.xls', oldWorkbook([['A title above'], head, ...rows]))
    expect(done).toMatchObject({ kind: 'teaching-schools', rows: { read: 2, added: 2, setAside: 0 } })
    const csv = [head, ...rows].map((row) => row.join(',')).join('\r\n')
    expect((await bring(database, 'list.csv', csv)).rows).toMatchObject({ read: 2, unchanged: 2 })
  })
  it('is refused with a sentence when it is damaged', async () => {
    const whole = oldWorkbook([head, ...rows])
    await expect(bring(database, 'cut.xls', whole.subarray(0, 2_000))).rejects.toThrow(Refused)
    await expect(bring(database, 'cut.xls', whole.subarray(0, 2_000))).rejects.toThrow(/old Excel file/)
  })
})
