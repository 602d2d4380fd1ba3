// Owns reading an Excel workbook (.xlsx or .xls) as if it had been saved as CSV: the first sheet in which a layout
// knows a header, from that header on. Small files only: a workbook is read as a whole.
import { createHash, randomUUID } from 'node:crypto'
import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import Papa from 'papaparse'
import { isCompoundFile } from './compound-file.rules.ts'
import { headerOf } from './layout.rules.ts'
import { recognise } from './layouts.rules.ts'
import { readOldWorkbook } from './old-workbook.rules.ts'

const mostBytes = 20_000_000
const mostUnpacked = 200_000_000
/** Titles and notes stand above the header in some workbooks. */
const mostAbove = 10

export type Workbook = { csvPath: string; sha256: string }

/** The workbook as a CSV in the folder for temporary files, or null when the file is none that we can read so. */
export async function workbookAsCsv(path: string): Promise<Workbook | null> {
  const mark = await markOf(path)
  if (mark === null || (await stat(path)).size > mostBytes) return null
  const bytes = await readFile(path)
  const sheets = mark === 'zip' ? await sheetsOfZip(bytes) : (readOldWorkbook(bytes) ?? [])
  for (const { rows } of sheets) {
    const at = rows.slice(0, mostAbove).findIndex((row) => recognise(headerOf(row)) !== null)
    if (at < 0) continue
    const csvPath = join(tmpdir(), `alongside-${randomUUID()}.csv`)
    await writeFile(csvPath, `${Papa.unparse(rows.slice(at))}\r\n`)
    return { csvPath, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  return null
}

async function sheetsOfZip(bytes: Buffer): Promise<{ rows: string[][] }[]> {
  if (unpackedSize(bytes) > mostUnpacked) return []
  const { default: readWorkbook } = await import('read-excel-file/node')
  const sheets = await readWorkbook(bytes).catch(() => [])
  return sheets.map(({ data }) => ({ rows: data.map((row) => row.map(cellText)) }))
}

/** Which container the first bytes name; null for anything else. */
async function markOf(path: string): Promise<'zip' | 'compound' | null> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0)
    if (bytesRead < 8) return null
    return buffer.readUInt32BE() === 0x504b0304 ? 'zip' : isCompoundFile(buffer) ? 'compound' : null
  } finally {
    await file.close()
  }
}

/** What the zip says it unpacks to, without unpacking; a small file can say it is enormous. */
function unpackedSize(bytes: Uint8Array): number {
  let size = 0
  try {
    unzipSync(bytes, {
      filter: (entry) => {
        size += entry.originalSize
        return false
      },
    })
  } catch {
    return Number.POSITIVE_INFINITY
  }
  return size
}

const cellText = (cell: unknown): string => {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10)
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : ''
}
