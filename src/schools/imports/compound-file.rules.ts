// Owns opening Microsoft's compound file, the container of old Excel workbooks: the bytes of one stream by its name.
// Pure. Source: [MS-CFB], sections 2.1 to 2.6. Whatever the bytes say, it reads within them and comes to an end.

/** The file is no compound file, or is cut or circular. */
export class BrokenContainer extends Error {
  override name = 'BrokenContainer'
}

const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
const ENTRY = 128
const LAST_SECTOR = 0xfffffffa
const NAMES_IN_HEADER = 109

export const isCompoundFile = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte)

/** The stream of the first of these names that is there; null when none is. Throws BrokenContainer. */
export function streamOf(bytes: Uint8Array, names: readonly string[]): Uint8Array | null {
  if (bytes.length < 512 || !isCompoundFile(bytes)) throw new BrokenContainer('no compound file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shift = view.getUint16(30, true)
  if (shift !== 9 && shift !== 12) throw new BrokenContainer('sectors of no known size')
  const size = 1 << shift
  const sector = (n: number): Uint8Array => {
    const at = (n + 1) * size
    if (n >= LAST_SECTOR || at >= bytes.length) throw new BrokenContainer('a sector beyond the end')
    // The last sector of a file may be cut short; what is missing is read as nothing.
    return bytes.subarray(at, at + size)
  }
  const numbers = (part: Uint8Array): number[] => {
    const within = new DataView(part.buffer, part.byteOffset, part.byteLength)
    return Array.from({ length: part.length >> 2 }, (_, i) => within.getUint32(i * 4, true))
  }

  // Where the table of sectors lies: 109 places in the header, the rest in a chain of their own.
  const tableSectors = numbers(bytes.subarray(76, 76 + NAMES_IN_HEADER * 4))
  const most = Math.ceil(bytes.length / size)
  for (let next = view.getUint32(68, true), met = 0; next < LAST_SECTOR; met++) {
    if (met > most) throw new BrokenContainer('a circle')
    const part = numbers(sector(next))
    next = part.pop() ?? LAST_SECTOR
    tableSectors.push(...part)
  }
  const named = tableSectors.slice(0, view.getUint32(44, true)).filter((n) => n < LAST_SECTOR)
  // A small file can name one sector millions of times.
  if (named.length > most) throw new BrokenContainer('more tables than sectors')
  const table = named.flatMap((n) => numbers(sector(n)))
  const follow = (first: number, chain: readonly number[], part: (n: number) => Uint8Array): Uint8Array => {
    const parts: Uint8Array[] = []
    for (let n = first; n < LAST_SECTOR; n = chain[n] ?? LAST_SECTOR) {
      if (parts.length > chain.length) throw new BrokenContainer('a circle')
      parts.push(part(n))
    }
    return Buffer.concat(parts)
  }

  const directory = follow(view.getUint32(48, true), table, sector)
  const entries = Array.from({ length: Math.floor(directory.length / ENTRY) }, (_, i) => {
    const entry = directory.subarray(i * ENTRY, (i + 1) * ENTRY)
    const within = new DataView(entry.buffer, entry.byteOffset, ENTRY)
    const length = Math.min(64, within.getUint16(64, true))
    return {
      name: new TextDecoder('utf-16le').decode(entry.subarray(0, Math.max(0, length - 2))),
      kind: entry[66],
      first: within.getUint32(116, true),
      size: within.getUint32(120, true),
    }
  })
  const wanted = names.map((name) => entries.find((one) => one.kind === 2 && one.name === name))
  const found = wanted.find((one) => one !== undefined)
  if (!found) return null
  if (found.size >= view.getUint32(56, true))
    return follow(found.first, table, sector).subarray(0, found.size)
  // Small streams lie in parts of 64 bytes within the root's own stream.
  const root = entries.find(({ kind }) => kind === 5)
  if (!root) throw new BrokenContainer('no root')
  const small = 1 << view.getUint16(32, true)
  if (small !== 64) throw new BrokenContainer('small sectors of no known size')
  const pool = follow(root.first, table, sector)
  const smallTable = numbers(follow(view.getUint32(60, true), table, sector))
  const part = (n: number) => {
    if (n * small >= pool.length) throw new BrokenContainer('a small sector beyond the end')
    return pool.subarray(n * small, (n + 1) * small)
  }
  return follow(found.first, smallTable, part).subarray(0, found.size)
}
