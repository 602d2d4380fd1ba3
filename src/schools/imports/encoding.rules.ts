// Owns what the bytes of a file are: text in which encoding, or something that is no CSV at all.

export type Encoding = 'utf-8' | 'windows-1252'

/** Why a file cannot be read, as a sentence for the person who sent it. */
export class Unreadable extends Error {
  override name = 'Unreadable'
}

const starts = (bytes: Uint8Array, ...with_: number[]) => with_.every((byte, i) => bytes[i] === byte)

/**
 * Why the first bytes of a file show that it is no CSV, or null. Does not look at the name: a zip renamed
 * to .csv is still a zip.
 */
export function whyNotText(first: Uint8Array): string | null {
  if (first.length === 0) return 'The file is empty.'
  if (starts(first, 0x50, 0x4b, 0x03, 0x04) || starts(first, 0x50, 0x4b, 0x05, 0x06))
    return 'This is a zip or an Excel file (.xlsx) in which Alongside finds no columns that it knows. Unpack it, or save the sheet as CSV, and choose that file.'
  if (starts(first, 0xd0, 0xcf, 0x11, 0xe0))
    return 'This is an old Excel file (.xls). Open it, save the sheet as CSV, and choose that file.'
  if (starts(first, 0x1f, 0x8b))
    return 'This is a compressed file (gzip). Unpack it and choose the CSV inside.'
  if (starts(first, 0x25, 0x50, 0x44, 0x46)) return 'This is a PDF. The figures must come as CSV.'
  if (starts(first, 0xff, 0xfe) || starts(first, 0xfe, 0xff))
    return 'The file is encoded as UTF-16 (“Unicode text”). Save it as “CSV UTF-8” and choose that file.'
  if (first.includes(0))
    return 'The file is not text: it holds zero bytes. Save it as CSV and choose that file.'
  if (/^\s*<(!doctype|html|\?xml)/i.test(new TextDecoder().decode(first.subarray(0, 200))))
    return 'This is a web page or XML, not CSV. Perhaps the download asked for a sign-in; download the file again.'
  return null
}

/** How many of the bytes at the end of a piece begin a UTF-8 character that the piece does not finish (0–3). */
export function unfinishedTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? back : 0
    }
  }
  return 0
}
