// Owns pieces of pages as they are kept: compressed once, so that five times as many fit, and joined with
// what is drawn for one request into one gzip stream without compressing them again (RFC 1951 §3.2.4, RFC 1952).
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { LRUCache } from 'lru-cache'

/** A piece of a page: whole deflate blocks that end on a byte and are not the last. */
export type Piece = {
  readonly deflated: Uint8Array
  /** How many bytes it is of, and their checksum. */
  readonly bytes: number
  readonly crc: number
  /** What takes a checksum of anything before it past this piece. */
  readonly shift: number
}

const FLUSH = { finishFlush: constants.Z_SYNC_FLUSH }

export function pieceOf(text: string): Piece {
  const bytes = Buffer.from(text)
  return {
    deflated: deflateRawSync(bytes, FLUSH),
    bytes: bytes.length,
    crc: crc32(bytes),
    shift: shiftOf(bytes.length),
  }
}

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
/** A last block with nothing in it. */
const LAST = Buffer.from([3, 0])
/** Below this a text is stored as it is: making a compressor ready would take longer. */
const SMALL = 512

/** Texts and pieces, one after the other, as one gzip stream. */
export function gzipOf(parts: readonly (string | Piece)[]): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [HEADER]
  let crc = 0
  let bytes = 0
  for (const part of parts) {
    if (typeof part === 'string') {
      const text = Buffer.from(part)
      crc = crc32(text, crc)
      bytes += text.length
      if (text.length < SMALL) blocks.push(...stored(text))
      else blocks.push(deflateRawSync(text, { level: 4, ...FLUSH }))
    } else {
      crc = (times(part.shift, crc) ^ part.crc) >>> 0
      bytes += part.bytes
      blocks.push(part.deflated)
    }
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc, 0)
  trailer.writeUInt32LE(bytes % 2 ** 32, 4)
  return Buffer.concat([...blocks, LAST, trailer])
}

/** The same as the bytes they stand for. */
export const plainOf = (parts: readonly (string | Piece)[]): Uint8Array<ArrayBuffer> =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : unpacked(part))))

// Browsers unpack for themselves: only for whoever cannot, and then the same pages again and again.
const plain = new LRUCache<Piece, Uint8Array>({
  maxSize: 24_000_000,
  sizeCalculation: (bytes) => bytes.byteLength + 100,
})

function unpacked(piece: Piece): Uint8Array {
  let bytes = plain.get(piece)
  if (!bytes) {
    bytes = inflateRawSync(piece.deflated, { ...FLUSH, chunkSize: Math.max(64, piece.bytes) })
    plain.set(piece, bytes)
  }
  return bytes
}

/** The most that a stored block holds. */
const BLOCK = 65_535

/** Blocks that hold the bytes as they are. */
function stored(bytes: Buffer): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const some = bytes.subarray(at, at + BLOCK)
    blocks.push(storedHead(some.length), some)
  }
  return blocks
}

function storedHead(length: number): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt16LE(length, 1)
  head.writeUInt16LE(length ^ 0xffff, 3)
  return head
}

// The checksum of two texts from the checksums of each: polynomials over two elements, modulo the CRC's own,
// the highest power in the lowest bit.
const CRC = 0xedb88320

function times(a: number, b: number): number {
  let product = 0
  let factor = b
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= factor
    factor = factor & 1 ? (factor >>> 1) ^ CRC : factor >>> 1
  }
  return product >>> 0
}

/** x to the power of eight times the bytes. */
function shiftOf(bytes: number): number {
  let power = 0x00800000 // x to the eighth
  let shift = 0x80000000 // one
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) shift = times(power, shift)
    power = times(power, power)
  }
  return shift
}
