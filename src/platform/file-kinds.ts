// Owns what a file is, read from its bytes: the kinds that Alongside can keep and those it can only name.
// What the sender or the name of the file says is never asked.
import { open } from 'node:fs/promises'

export type FileKind = 'text' | 'xlsx' | 'xls' | 'docx' | 'pdf' | 'png' | 'jpeg'
type Other = 'zip' | 'gzip' | 'binary'

export const mediaTypes: Record<FileKind, string> = {
  text: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xls: 'application/vnd.ms-excel',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  png: 'image/png',
  jpeg: 'image/jpeg',
}

const names: Record<FileKind | Other, string> = {
  text: 'a text file',
  xlsx: 'an Excel workbook',
  xls: 'an old Excel or Word file',
  docx: 'a Word document',
  pdf: 'a PDF',
  png: 'a picture',
  jpeg: 'a picture',
  zip: 'a zip archive',
  gzip: 'a compressed file (gzip)',
  binary: 'none of them',
}
/** In words, to end “This is …”. */
export const whatItIs = (kind: FileKind | Other): string => names[kind]

const HEAD = 8_192
/** A zip ends in a record of 22 bytes and a comment of up to 65,535. */
const TAIL = 65_557
const MOST_ENTRIES = 1_000_000

const marks: readonly [FileKind | Other, readonly number[]][] = [
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['xls', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['gzip', [0x1f, 0x8b]],
  // UTF-16 with its byte order mark is text, though it holds zero bytes.
  ['text', [0xff, 0xfe]],
  ['text', [0xfe, 0xff]],
]

/** What the file at `path` is. A zip is looked into; of text, only the beginning is looked at. */
export async function kindOfFile(path: string): Promise<FileKind | Other> {
  const file = await open(path)
  try {
    const read = async (at: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
      return buffer.subarray(0, bytesRead)
    }
    const head = await read(0, HEAD)
    const [kind] = marks.find(([, mark]) => mark.every((byte, i) => head[i] === byte)) ?? []
    if (kind === 'zip') return zipKind(await entryNames(read, (await file.stat()).size))
    return kind ?? (head.includes(0) ? 'binary' : 'text')
  } finally {
    await file.close()
  }
}

function zipKind(entries: string): FileKind | Other {
  if (entries.includes('xl/workbook.xml')) return 'xlsx'
  return entries.includes('word/document.xml') ? 'docx' : 'zip'
}

/** The zip's own list of what it holds, undecoded; '' where it has none that can be read. */
async function entryNames(
  read: (at: number, length: number) => Promise<Buffer>,
  size: number,
): Promise<string> {
  const from = Math.max(0, size - TAIL)
  const tail = await read(from, Math.min(size, TAIL))
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 20 > tail.length) return ''
  const length = tail.readUInt32LE(end + 12)
  const at = tail.readUInt32LE(end + 16)
  if (length > MOST_ENTRIES || at + length > size) return ''
  return (await read(at, length)).toString('latin1')
}
