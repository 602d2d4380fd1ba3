// Owns reading an Excel workbook (.xlsx) as if it had been saved as CSV: the first sheet in which a layout
// knows a header, from that header on. Small files only: a workbook is read as a whole.
import { createHash, randomUUID } from 'node:crypto'
import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import Papa from 'papaparse'
import { headerOf } from './layout.rules.ts'
import { recognise } from './layouts.rules.ts'

const mostBytes = 20_000_000
const mostUnpacked = 200_000_000
/** Titles and notes stand above the header in some workbooks. */
const mostAbove = 10

export type Workbook = { csvPath: string; sha256: string }

/** The workbook as a CSV in the folder for temporary files, or null when the file is none that we can read so. */
export async function workbookAsCsv(path: string): Promise<Workbook | null> {
  if (!(await isZip(path)) || (await stat(path)).size > mostBytes) return null
  const bytes = await readFile(path)
  if (unpackedSize(bytes) > mostUnpacked) return null
  const { default: readWorkbook } = await import('read-excel-file/node')
  const sheets = await readWorkbook(bytes).catch(() => [])
  for (const { data } of sheets) {
    const rows = data.map((row) => row.map(cellText))
    const at = rows.slice(0, mostAbove).findIndex((row) => recognise(headerOf(row)) !== null)
    if (at < 0) continue
    const csvPath = join(tmpdir(), `alongside-${randomUUID()}.csv`)
    await writeFile(csvPath, `${Papa.unparse(rows.slice(at))}\r\n`)
    return { csvPath, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  return null
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return bytesRead === 4 && buffer.readUInt32BE() === 0x504b0304
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
