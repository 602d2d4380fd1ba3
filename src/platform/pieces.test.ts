import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gzipOf, pieceOf, plainOf } from './pieces.ts'

it('joins texts and pieces into a gzip stream of just what they say, in any order and length', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.string({ minLength: 1 }), fc.nat(3_000)).map(([one, times]) => one.repeat(times)),
  )
  fc.assert(
    fc.property(fc.array(fc.record({ text, isKept: fc.boolean() }), { maxLength: 6 }), (parts) => {
      const made = parts.map((part) => (part.isKept ? pieceOf(part.text) : part.text))
      const whole = Buffer.from(parts.map((part) => Buffer.from(part.text).toString()).join(''))
      expect(gunzipSync(gzipOf(made)).equals(whole)).toBe(true)
      expect(Buffer.from(plainOf(made)).equals(whole)).toBe(true)
    }),
  )
})
