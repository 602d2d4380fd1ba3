// Proves the demonstration: the same seed gives the same bytes, the files are in the published formats, the county is
// invented throughout, and what the product must survive is in it.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { roles } from '#platform/permissions.ts'
import { spreadOverYears } from '#src/directory/days.rules.ts'
import { faultsOf } from '#src/directory/supporters.rules.ts'
import { whyNotSession } from '#src/support/sessions.rules.ts'
import { buildCounty, COUNTY_URNS } from './county-schools.ts'
import { DEMONSTRATION_SEED, generateCounty, writeDemonstration, type DemonstrationFile } from './county.ts'
import { KINDS, TYPES } from './establishment-types.ts'
import { giasExtract, nationalRegister, nationalSchools, NATIONAL_URNS, ofsted2025Times } from './national.ts'
import { countyPeople } from './people.ts'
import { fullName, people } from './person-names.ts'
import { COUNTY } from './places.ts'
import * as later from './published-key-stage-4.ts'
import * as second from './published-key-stage-2.ts'
import * as registers from './published-registers.ts'
import { chance } from './random.ts'
import { openOn } from './schools.ts'

const TODAY = '2026-11-22'
const files = [...generateCounty(DEMONSTRATION_SEED, TODAY)]
const county = buildCounty(DEMONSTRATION_SEED, TODAY)
const folk = countyPeople(DEMONSTRATION_SEED, TODAY)

const real = process.env['ALONGSIDE_REAL_DATA'] ?? join(import.meta.dirname, '../../../shared/data')
const sources = join(real, '../sources')
const thereIsRealData = existsSync(join(real, 'gias'))

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const one = (name: string): DemonstrationFile => {
  const found = files.find((file) => file.fileName === name)
  if (found === undefined) throw new Error(`There is no file ${name}.`)
  return found
}
const registerFile = (part: string): DemonstrationFile => one(`${part}${TODAY.replaceAll('-', '')}.csv`)

function rowsOf(file: DemonstrationFile): string[][] {
  const windows = file.kind.startsWith('gias') || file.kind.startsWith('ofsted')
  const text = windows ? iconv.decode(file.bytes, 'win1252') : file.bytes.toString('utf8')
  return parse(text, { bom: true, relax_column_count: true })
}

function recordsOf(file: DemonstrationFile): Record<string, string>[] {
  const [header = [], ...rows] = rowsOf(file)
  return rows.map((row) => Object.fromEntries(row.map((value, at) => [header[at] ?? `over ${at}`, value])))
}

describe('the same county every time', () => {
  test('the same seed and day give the same bytes', () => {
    const again = [...generateCounty(DEMONSTRATION_SEED, TODAY)]
    expect(again.map((file) => [file.fileName, hash(file.bytes)])).toEqual(
      files.map((file) => [file.fileName, hash(file.bytes)]),
    )
  })

  test('another seed gives other bytes in the same files', () => {
    const [other] = generateCounty(DEMONSTRATION_SEED + 1, TODAY)
    expect(other?.fileName).toBe(files[0]?.fileName)
    expect(other?.bytes.equals(files[0]?.bytes as Buffer)).toBe(false)
  })

  test('the people are the same for a seed and a day', () => {
    expect(countyPeople(DEMONSTRATION_SEED, TODAY)).toEqual(folk)
  })

  test('an earlier day knows nothing of what came after it', () => {
    const before = buildCounty(DEMONSTRATION_SEED, '2019-01-15')
    const days = before.schools.flatMap((school) =>
      school.lives.flatMap((life) => [life.opened, life.closed]),
    )
    expect(days.every((day) => day === null || day <= '2019-01-15')).toBe(true)
    const names = [...generateCounty(DEMONSTRATION_SEED, '2019-01-15')].map((file) => file.fileName)
    expect(names).toContain('2017-2018_985_ks2final.csv')
    expect(names.some((name) => /2018-2019_985_ks|2020|2025/.test(name))).toBe(false)
  })

  test('writing puts every file into a folder and answers where they are', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'county-'))
    try {
      const paths = await writeDemonstration(join(folder, 'new'), DEMONSTRATION_SEED, TODAY)
      expect(paths).toHaveLength(files.length)
      expect(hash(readFileSync(paths[0] as string))).toBe(hash(files[0]?.bytes as Buffer))
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('what is in the county', () => {
  const open = county.schools.filter((school) => openOn(school, TODAY) !== null)

  test('about 320 schools are open, of every kind and phase', () => {
    expect(open.length).toBeGreaterThan(310)
    expect(open.length).toBeLessThan(330)
    expect(new Set(open.map((school) => school.kind))).toEqual(new Set(Object.keys(KINDS)))
  })

  test('every type of establishment occurs', () => {
    const types = new Set(county.schools.flatMap((school) => school.lives.map((life) => life.type)))
    expect(types).toEqual(new Set(Object.keys(TYPES)))
  })

  test('schools lie in six districts, inside England, and each address is its own', () => {
    expect(new Set(open.map((school) => school.place.district.name)).size).toBe(6)
    for (const school of county.schools) {
      expect(school.easting).toBeGreaterThan(470_000)
      expect(school.easting).toBeLessThan(550_000)
      expect(school.northing).toBeGreaterThan(250_000)
      expect(school.northing).toBeLessThan(325_000)
      expect(school.telephone).toMatch(/^01632960\d{3}$/)
      expect(school.postcode).toMatch(/^OR\d{1,2} \d[A-Z]{2}$/)
    }
  })

  test('no URN, number or name of an open school stands twice', () => {
    const lives = county.schools.flatMap((school) => school.lives)
    expect(new Set(lives.map((life) => life.urn)).size).toBe(lives.length)
    const now = open.map((school) => openOn(school, TODAY))
    expect(new Set(now.map((life) => life?.name)).size).toBe(now.length)
    expect(new Set(now.map((life) => life?.estab)).size).toBe(now.length)
    for (const life of lives) {
      expect(life.urn).toBeGreaterThanOrEqual(COUNTY_URNS.first)
      expect(life.urn).toBeLessThanOrEqual(COUNTY_URNS.last)
    }
  })

  test('links run both ways and meet establishments that exist: one to one, many to one and one to many', () => {
    const known = new Set(county.schools.flatMap((school) => school.lives.map((life) => life.urn)))
    const pairs = new Set(county.links.map((link) => `${link.urn} ${link.linkUrn}`))
    for (const link of county.links) {
      expect(known.has(link.urn) && known.has(link.linkUrn)).toBe(true)
      expect(pairs.has(`${link.linkUrn} ${link.urn}`)).toBe(true)
    }
    const kinds = county.links.map((link) => link.linkType)
    for (const kind of [
      'Successor',
      'Predecessor - amalgamated',
      'Successor - merged',
      'Successor - Split School',
    ]) {
      expect(kinds).toContain(kind)
    }
  })

  test('a school’s lives do not overlap, and follow in the order of their dates', () => {
    for (const school of county.schools) {
      school.lives.slice(1).forEach((life, at) => {
        const before = school.lives[at]
        expect(before?.closed !== null && before?.closed !== undefined && life.opened !== null).toBe(true)
        expect(String(life.opened) > String(before?.closed)).toBe(true)
      })
    }
  })

  test('some schools were below the floor for three years and more, and some have recovered', () => {
    const below = new Map<string, number>()
    for (const year of ['2009-2010', '2010-2011', '2011-2012']) {
      for (const row of recordsOf(one(`${year}_985_ks2final.csv`))) {
        const share = /^(\d+)%$/.exec(row['PTENGMATX'] ?? '')?.[1]
        if (row['RECTYPE'] === '1' && share !== undefined && Number(share) < 60) {
          below.set(row['URN'] ?? '', (below.get(row['URN'] ?? '') ?? 0) + 1)
        }
      }
    }
    expect([...below.values()].filter((years) => years === 3).length).toBeGreaterThan(5)
    const recovering = county.schools.filter((school) => school.story === 'recovering')
    expect(recovering.some((school) => school.quality(2014) < -0.8 && school.quality(2024) > 0)).toBe(true)
  })
})

describe('the files', () => {
  test('ten years and more of results, none in the pandemic', () => {
    const years = files.filter((file) => file.kind === 'key-stage-2').map((file) => file.academicYear)
    expect(years).toHaveLength(14)
    expect(years).toContain('2009-10')
    expect(years).toContain('2024-25')
    expect(years).not.toContain('2019-20')
    expect(years).not.toContain('2020-21')
    for (const kind of ['pupil-census', 'school-finance'] as const) {
      expect(files.filter((file) => file.kind === kind)).toHaveLength(10)
    }
  })

  test.each([
    ['2009-2010_985_ks2final.csv', ['SUPP', 'NE']],
    ['2018-2019_985_ks2final.csv', ['SUPP', 'NE', 'NA', 'NEW']],
    ['2016-2017_985_ks2final.csv', ['SUPP', 'LOWCOV', 'NA']],
    ['2018-2019_985_ks4final.csv', ['SUPP', 'NE', 'NA', 'NP']],
    ['2017-2018_985_cfr.csv', ['SUPP', 'NA']],
    ['2023-2024_985_abs.csv', ['SUPP']],
  ])('%s says why a number is missing', (name, codes) => {
    const cells = new Set(rowsOf(one(name)).flat())
    for (const code of codes) expect(cells, code).toContain(code)
  })

  test('rows are short where the published ones are, and summary rows stand among the schools', () => {
    const [header = [], ...rows] = rowsOf(one('2018-2019_985_ks2final.csv'))
    expect(rows.filter((row) => row.length < header.length).length).toBeGreaterThan(0)
    expect(rows.map((row) => row[0])).toEqual(expect.arrayContaining(['1', '2', '3', '4', '5']))
    expect(rowsOf(one('2017-2018_985_ks4final.csv')).map((row) => row[0])).toEqual(
      expect.arrayContaining(['4', '5', '7']),
    )
    expect(rowsOf(one('2024-2025_985_census.csv')).some((row) => row[0] === 'NAT')).toBe(true)
  })

  test('inspections hold the codes of their frameworks, padded categories and rows of nothing', () => {
    const latest = recordsOf(one('ofsted_official_latest_inspections_20250831.csv'))
    const grades = new Set(latest.map((row) => row['Overall effectiveness']))
    expect(grades).toEqual(new Set(['1', '2', '3', '4', 'Not judged', 'NULL']))
    expect(latest.filter((row) => row['URN'] === 'NULL')).toHaveLength(2)
    const dateOf = (row: Record<string, string>): string =>
      (row['Inspection start date'] ?? '').split('/').toReversed().join('-')
    const unjudged = latest.filter((row) => row['Overall effectiveness'] === 'Not judged')
    expect(unjudged.filter((row) => dateOf(row) < '2024-09-01')).toEqual([])
    const older = latest.filter((row) => row['Quality of education'] === '9')
    expect(older.filter((row) => dateOf(row) >= '2019-09-01')).toEqual([])
    const earlier = recordsOf(one('ofsted_mi_latest_inspections_20200831.csv'))
    expect(earlier.some((row) => row['Category of concern'] === 'SM ')).toBe(true)
    expect(
      earlier.some(
        (row) => row['Does the latest full inspection relate to the URN of the current school?'] === 'No',
      ),
    ).toBe(true)
  })

  test('report cards stand beside the last grades before them, and every school keeps both', () => {
    const rows = recordsOf(one('ofsted_mi_most_recent_inspections_20260831.csv'))
    const carded = rows.filter((row) => row['Inclusion'] !== 'NULL')
    expect(carded.length).toBeGreaterThan(20)
    expect(carded.some((row) => row['Latest OEIF overall effectiveness'] === '2')).toBe(true)
    const grades = new Set(carded.map((row) => row['Achievement']))
    expect(grades.size).toBeGreaterThan(2)
    expect(new Set(carded.map((row) => row['Safeguarding standards']))).toContain('Met')
  })

  test('national figures stand in every file of results', () => {
    for (const file of files.filter((each) => each.kind.startsWith('key-stage'))) {
      const national = recordsOf(file).filter((row) => ['4', '5', '7', 'NAT'].includes(row['RECTYPE'] ?? ''))
      expect(national.length, file.fileName).toBeGreaterThan(0)
    }
  })

  test('the register is in Windows-1252 with marks that other encodings lose', () => {
    const { bytes } = registerFile('edubasealldata')
    expect(bytes.includes(0x96)).toBe(true)
    expect(bytes.includes(0x92)).toBe(true)
    expect(bytes.includes(Buffer.from('\r\n'))).toBe(true)
    expect(iconv.decode(bytes, 'win1252')).toContain('é')
  })

  test('closed schools and ones still to open stand beside the open ones', () => {
    const status = new Set(
      recordsOf(registerFile('edubasealldata')).map((row) => row['EstablishmentStatus (name)']),
    )
    expect(status).toEqual(new Set(['Open', 'Closed', 'Open, but proposed to close', 'Proposed to open']))
  })

  test('a file’s results speak of schools that the register knows', () => {
    const known = new Set(recordsOf(registerFile('edubasealldata')).map((row) => row['URN']))
    const strangers = files
      .filter((file) => !file.kind.startsWith('gias'))
      .flatMap((file) => recordsOf(file).map((row) => (row['URN'] ?? '').replace(/\.0$/, '')))
      .filter((urn) => /^\d+$/.test(urn) && !known.has(urn))
    expect(strangers).toEqual([])
  })
})

describe('the people', () => {
  test('there is one persona for each role, and no address can reach anybody', () => {
    expect(folk.personas.map((persona) => persona.role)).toEqual([...roles])
    for (const person of [...folk.personas, ...folk.supporters])
      expect(person.email).toMatch(/\.example\.org$/)
  })

  test('the supporter whom one can be works in the phase of the school of the head whom one can be', () => {
    const head = folk.personas.find(({ role }) => role === 'headteacher')
    const name = folk.personas.find(({ role }) => role === 'supporter')?.name
    const supporter = folk.supporters.find((entry) => entry.name === name)
    const school = county.schools.find(
      (one) => head?.scope.kind === 'school' && openOn(one, TODAY)?.urn === head.scope.urn,
    )
    expect(school?.kind).toBe('primary')
    expect(supporter?.phases).toContain('primary')
    expect(supporter?.consent).not.toBeNull()
  })

  test('about forty supporters, each without a fault, at schools that are open', () => {
    expect(folk.supporters.length).toBeGreaterThanOrEqual(40)
    const open = new Set(county.schools.map((school) => openOn(school, TODAY)?.urn))
    for (const entry of folk.supporters) {
      expect(faultsOf(entry)).toEqual([])
      expect(open.has(entry.homeUrn ?? 0)).toBe(true)
      expect(entry.telephone).toMatch(/^07700 900\d{3}$/)
    }
    expect(new Set(folk.supporters.map((entry) => entry.name)).size).toBe(folk.supporters.length)
    expect(new Set(folk.supporters.map((entry) => entry.email)).size).toBe(folk.supporters.length)
  })

  test('new first heads, concerns, requests and needs give the criteria something to find', () => {
    const fresh = folk.headships.filter((head) => head.from > '2024-11-22' && head.firstHeadship === true)
    expect(fresh.length).toBeGreaterThan(10)
    expect(folk.headships.every((head) => head.from <= TODAY)).toBe(true)
    expect(folk.concerns.map((concern) => concern.kind)).toEqual(
      expect.arrayContaining(['at risk', 'needs support']),
    )
    expect(folk.requests.length).toBeGreaterThan(3)
    expect(folk.needs.length).toBeGreaterThan(2)
  })

  test.skipIf(!existsSync(sources))('nobody bears the name of a person named in the source documents', () => {
    const text = readdirSync(sources)
      .map((name) => readFileSync(join(sources, name), 'utf8'))
      .join('\n')
      .replaceAll(/\s+/g, ' ')
      .toLowerCase()
    const names = [
      ...county.schools.map((school) => fullName(school.head)),
      ...folk.supporters.map((entry) => entry.name),
      ...folk.personas.map((persona) => persona.name),
      ...people(DEMONSTRATION_SEED, 'national heads', 1200).map((name) => fullName(name)),
    ]
    for (const name of names) expect(text.includes(name.toLowerCase()), name).toBe(false)
  })
})

describe.skipIf(!thereIsRealData)('beside the real files', () => {
  const headerOf = (path: string, encoding = 'utf8'): string[] => {
    const text = iconv.decode(readFileSync(join(real, path)).subarray(0, 60_000), encoding)
    const rows: string[][] = parse(text.slice(0, text.indexOf('\n') + 1), { bom: true, trim: false })
    return (rows[0] ?? []).map((name) => name.trim())
  }
  const listed = (path: string): string[] => readFileSync(join(real, path), 'utf8').trim().split(/\r?\n/)

  test.each([
    ['ofsted/ofsted_mi_latest_inspections_20200831.cp1252.csv', registers.OFSTED_2020_COLUMNS],
    ['ofsted/ofsted_official_latest_inspections_20250831.cp1252.csv', registers.OFSTED_2025_COLUMNS],
    ['gias/links_edubasealldata20250422.csv', registers.GIAS_LINK_COLUMNS],
    ['gias/grouplinks_edubaseallacademiesandfree20190601.csv', registers.GIAS_GROUP_LINK_COLUMNS],
    ['performance/ks2final_2016-2017_LA850.csv', second.KS2_2017_COLUMNS],
    ['performance/ks2final_2017-2018_LA850.csv', second.KS2_2018_COLUMNS],
    ['performance/ks2final_2018-2019_LA850.csv', second.KS2_2019_COLUMNS],
    ['performance/815_2018_ks4_full.csv', later.KS4_2018_COLUMNS],
    ['performance/england_ks4_2013-14_ptac5em.csv', later.KS4_2014_COLUMNS],
    ['performance/815_2018_cfr.csv', later.CFR_2018_COLUMNS],
    ['performance/2024-25_england_census.csv', later.CENSUS_2025_COLUMNS],
    ['performance/2022-23_england_abs.csv', later.ABSENCE_2023_COLUMNS],
  ])('our columns are those of %s', (path, columns) => {
    expect(columns).toEqual(headerOf(path, path.includes('ofsted') ? 'win1252' : 'utf8'))
  })

  test('our columns of report cards are those published in 2026', () => {
    const names = listed('schema/ofsted_mi_2026_D2_most_recent_header.txt').map((name) => name.trim())
    expect(registers.OFSTED_2026_COLUMNS).toEqual(names)
  })

  test('our register columns are those of the extracts of 2023 and 2026', () => {
    expect(registers.GIAS_2026_COLUMNS).toEqual(listed('schema/gias_2026_header_from_public_ddl.txt'))
    expect(registers.GIAS_2023_COLUMNS).toEqual(listed('schema/gias_140col_header_2023.txt'))
  })

  test('no invented URN, authority or postcode area is a real one', () => {
    const names = [
      'ofsted/ofsted_mi_latest_inspections_20200831.cp1252.csv',
      'ofsted/ofsted_official_latest_inspections_20250831.cp1252.csv',
      'gias/links_edubasealldata20250422.csv',
      'gias/england_school_coords_2024-25.csv',
    ]
    const text = names.map((name) => readFileSync(join(real, name), 'latin1')).join('\n')
    expect(
      /(?<![\d.])(?:9[0-4]\d{4}|7\d{5})(?!\d)/.exec(text.replaceAll(/"[^"]*"/g, ''))?.[0],
    ).toBeUndefined()
    expect(/(?<!\w)OR\d{1,2} \d[A-Z]{2}(?!\w)/.exec(text)?.[0]).toBeUndefined()
    const laEstabs = text.matchAll(/,(\d{3})\d{4},/g)
    const authorities = new Set([...laEstabs].map((match) => match[1] ?? ''))
    expect(authorities.has('850')).toBe(true)
    expect([...authorities].filter((code) => code === COUNTY.laCode || /^(5|6[0-4])/.test(code))).toEqual([])
    expect(readFileSync(join(real, 'context/imd2019_england_lsoa11.csv'), 'latin1')).not.toContain('E0109')
  })
})

describe('the national register', () => {
  const read = async (pieces: AsyncIterable<Buffer>): Promise<Buffer> => {
    const parts: Buffer[] = []
    for await (const piece of pieces) parts.push(piece)
    return Buffer.concat(parts)
  }
  const wish = { seed: 3, schools: 300, years: 10, today: TODAY }

  test('the same seed gives the same bytes, in pieces of bounded size', async () => {
    const [first] = nationalRegister(wish)
    const [again] = nationalRegister(wish)
    expect((await read(first!.pieces())).equals(await read(again!.pieces()))).toBe(true)
    for await (const piece of first!.pieces()) expect(piece.length).toBeLessThan(100_000)
  })

  test('it has the published columns and the years that have results', async () => {
    const all = [...nationalRegister(wish)]
    const results = all.filter((file) => file.kind === 'key-stage-2')
    expect(results.map((file) => file.academicYear)).toEqual([
      '2015-16',
      '2016-17',
      '2017-18',
      '2018-19',
      '2021-22',
      '2022-23',
      '2023-24',
      '2024-25',
    ])
    const header = parse(
      (await read(results[3]!.pieces())).subarray(0, 20_000).toString('utf8').split('\r\n')[0]!,
      { bom: true },
    )
    expect(header[0]).toEqual(second.KS2_2019_COLUMNS)
  })

  test('its URNs are its own and rise', () => {
    const urns = [...nationalSchools(3, 500)].flatMap((school) => school.lives.map((life) => life.urn))
    expect(urns).toEqual(urns.toSorted((one, other) => one - other))
    expect(urns[0]).toBe(NATIONAL_URNS.first)
    expect(new Set(urns).size).toBe(urns.length)
  })

  test('a long extract has exactly the rows asked for, and the tenfold file ten times as many', async () => {
    const extract = await read(giasExtract({ seed: 3, rows: 777, today: TODAY }).pieces())
    expect(parse(iconv.decode(extract, 'win1252'), { columns: true })).toHaveLength(777)
    const once = await read(ofsted2025Times(1, 40, 3).pieces())
    const tenfold = await read(ofsted2025Times(10, 40, 3).pieces())
    const lines = (bytes: Buffer): number => bytes.toString('latin1').trim().split('\r\n').length - 1
    expect(lines(tenfold)).toBe(lines(once) * 10)
  })
})

describe('chance', () => {
  test('streams of the same key agree, and stay within their bounds', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.string(),
        fc.integer({ min: 0, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, key, n, p) => {
          const [one, other] = [chance(seed, key), chance(seed, key)]
          for (let draw = 0; draw < 5; draw += 1) {
            const value = one.unit()
            expect(value).toBe(other.unit())
            expect(value >= 0 && value < 1).toBe(true)
          }
          const many = one.successes(n, p)
          expect(Number.isInteger(many) && many >= 0 && many <= n).toBe(true)
          const drawn = one.whole(-3, n)
          expect(Number.isInteger(drawn) && drawn >= -3 && drawn <= n).toBe(true)
        },
      ),
    )
  })

  test('shuffling keeps every member once', () => {
    fc.assert(
      fc.property(fc.integer(), fc.uniqueArray(fc.integer()), (seed, list) => {
        expect(
          chance(seed, 'shuffle')
            .shuffled(list)
            .toSorted((one, other) => one - other),
        ).toEqual(list.toSorted((one, other) => one - other))
      }),
    )
  })
})

describe('support that is going on', () => {
  test.each(['2026-09-01', '2026-09-20', TODAY, '2027-02-28', '2027-07-31', '2027-08-31'])(
    'is of schools and supporters of their own, with days that were offered and sessions that lie behind, on %s',
    (today) => {
      const { support, supporters, needs, personas } = countyPeople(DEMONSTRATION_SEED, today)
      expect(support.map(({ reached }) => reached)).toEqual(
        expect.arrayContaining(['sent', 'approved', 'active']),
      )
      const urns = [
        ...support.map(({ need }) => need.urn),
        ...new Set(needs.map(({ urn }) => urn)),
        ...new Set(personas.flatMap(({ scope }) => ('urn' in scope ? [scope.urn] : []))),
      ]
      expect(new Set(urns).size).toBe(urns.length)
      expect(new Set(support.map(({ supporter }) => supporter)).size).toBe(support.length)
      for (const { supporter, terms, sessions } of support) {
        const offered = supporters.find(({ email }) => email === supporter)!.availability
        for (const { academicYear, halfDays } of spreadOverYears(
          terms.halfDays,
          terms.startsOn,
          terms.endsOn,
        )) {
          const ofYear = offered.filter((one) => one.academicYear === academicYear)
          expect(ofYear.reduce((sum, one) => sum + one.halfDays, 0)).toBeGreaterThanOrEqual(halfDays)
        }
        for (const session of sessions) {
          expect(session.on >= terms.startsOn && session.on <= terms.endsOn && session.on <= today).toBe(true)
          expect(whyNotSession(session, { ...terms, state: 'active' }, '', today)).toBeNull()
        }
        expect(sessions.reduce((sum, { halfDays }) => sum + halfDays, 0)).toBeLessThanOrEqual(terms.halfDays)
      }
    },
  )
})
