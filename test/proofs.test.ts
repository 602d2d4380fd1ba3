// What docs/reliability.md says an import survives is shown by tests of those names: none of them may go or be
// renamed while the page still names it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '#platform/root.ts'

const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8')
const section = page.split('## What an import survives')[1]!.split('\n## ')[0]!
const rows = section
  .split('\n')
  .filter((line) => /^\| (?!---|Seen)/.test(line))
  .map((line) => line.split(' | '))
const proofs = rows.flatMap(([what = '', shown = '']) =>
  [...shown.matchAll(/`([^`]+)`: ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => ({ what, file, name })),
  ),
)

describe('what an import survives', () => {
  it('is told for each of the faults of publishers’ files, with a test for each', () => {
    expect(rows).toHaveLength(15)
    expect(rows.filter(([what]) => !proofs.some((proof) => `| ${proof.what}` === `| ${what}`))).toEqual([])
  })
  it.each(proofs)('$file has the test “$name”', ({ file, name }) => {
    const source = readFileSync(join(root, file), 'utf8')
    expect([`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted))).toBe(true)
  })
})
