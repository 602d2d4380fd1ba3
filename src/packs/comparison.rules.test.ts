import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { measureOf } from '#src/schools/evidence/measures.rules.ts'
import { VOCABULARY } from '#src/identify/vocabulary.rules.ts'
import { builtInPacks, packFiles } from './built-in.actions.ts'
import { faultsAtPlaces, placesOf, sameFiles, withValues, withVersion } from './changing.rules.ts'
import { comparePacks, pairs } from './comparison.rules.ts'
import type { Pack } from './pack.rules.ts'
import { readPack } from './reading.rules.ts'

const all = await Promise.all(
  (await builtInPacks()).map(async (id) => ({ id, files: await packFiles(`packs/${id}`) })),
)
const read = (files: ReadonlyMap<string, string>): Pack => {
  const { pack, faults } = readPack(files, VOCABULARY)
  if (!pack) throw new Error(JSON.stringify(faults))
  return pack
}
const compare = (before: Pack, after: Pack) => comparePacks(before, after, measureOf)

/** Every leaf of a pack's data, with a way to change it. */
function leaves(value: unknown, path: readonly string[] = []): { path: readonly string[]; value: unknown }[] {
  if (value === null || typeof value !== 'object') return [{ path, value }]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
}
function changed(value: unknown, path: readonly string[], leaf: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return leaf
  if (Array.isArray(value))
    return value.map((inner: unknown, i) => (String(i) === step ? changed(inner, rest, leaf) : inner))
  const record = value as Record<string, unknown>
  return { ...record, [step]: changed(record[step], rest, leaf) }
}

describe('a comparison', () => {
  test.each(all)('of $id with itself finds nothing', ({ files }) => {
    expect(compare(read(files), read(files))).toEqual([])
  })

  test.each(all)('of $id tells whatever number, date or wording was changed', ({ files }) => {
    const pack = read(files)
    // The version is in the heading; ids and links between entries are the pack's own, and so is the shape of a condition.
    const told = leaves(pack).filter(
      ({ path, value }) =>
        path[0] !== 'version' &&
        !['id', 'kind', 'stage', 'kindOfSupport', 'role', 'per', 'compare', 'which'].includes(
          path.at(-1) ?? '',
        ) &&
        !['permissions', 'designations', 'frameworks', 'judgements', 'measure'].includes(path.at(-2) ?? '') &&
        !['measure', 'concern', 'year'].includes(path.at(-1) ?? '') &&
        (typeof value === 'number' || typeof value === 'string'),
    )
    expect(told.length).toBeGreaterThan(30)
    for (const { path, value } of told) {
      const other =
        typeof value === 'number'
          ? value + 1
          : /^\d{4}-\d\d-\d\d$/.test(String(value))
            ? '1999-01-01'
            : `${String(value)} otherwise`
      expect(compare(pack, changed(pack, path, other) as Pack), path.join('.')).not.toEqual([])
    }
  })

  test('says a changed threshold as it was and as it is', () => {
    const files = new Map(all.find(({ id }) => id === 'county-challenge')?.files)
    files.set('categories.yaml', (files.get('categories.yaml') ?? '').replaceAll('below: 60', 'below: 65'))
    files.set(
      'categories.yaml',
      (files.get('categories.yaml') ?? '').replace('minimum days: 12', 'minimum days: 14'),
    )
    const before = read(all.find(({ id }) => id === 'county-challenge')!.files)
    const [part] = compare(before, read(files))
    const told = JSON.stringify(part)
    expect(told).toContain('"before":"At least 12 days","after":"At least 14 days"')
    expect(told).toContain('in 5 of the years 2006 to 2010:')
    expect(told).toContain('below 65% (the 60% floor)')
  })

  test('says what was added, what was removed, and a new order where order counts', () => {
    const before = read(all.find(({ id }) => id === 'county-challenge')!.files)
    const [first, second, ...rest] = before.categories
    if (!first || !second) throw new Error('no categories')
    const after: Pack = { ...before, categories: [second, first, ...rest.slice(1), { ...first, id: 'new' }] }
    const kinds = compare(before, after).flatMap(({ changes }) => changes.map(({ kind }) => kind))
    expect(kinds).toEqual(['added', 'removed', 'moved'])
  })

  test('of two lists keeps all that is common and tells the rest once', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd')
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), fc.array(word, { maxLength: 8 }), (was, is) => {
        const found = pairs(was, is, (one) => one)
        const gone = found.flatMap(({ before }) => before ?? [])
        const come = found.flatMap(({ after }) => after ?? [])
        const count = (words: readonly string[], one: string) => words.filter((w) => w === one).length
        for (const one of 'abcd')
          expect(count(was, one) - count(gone, one)).toBe(count(is, one) - count(come, one))
        expect(pairs(was, was, (one) => one)).toEqual([])
      }),
    )
  })
})

describe('a form over a pack’s files', () => {
  test.each(all)('offers places of $id whose own values change nothing', ({ files }) => {
    const places = placesOf(files, measureOf)
    expect(new Set(places.map(({ name }) => name)).size).toBe(places.length)
    expect(sameFiles(files, withValues(files, places, new Map(places.map((p) => [p.name, p.value]))))).toBe(
      true,
    )
    for (const { file, start, end, value } of places)
      expect(files.get(file)?.slice(start, end).replaceAll(/\s+/g, ' ')).toContain(value.slice(0, 8))
  })

  test.each(all)('puts any words into $id so that just they are read back', ({ files }) => {
    const places = placesOf(files, measureOf).filter(
      ({ label, kind }) => label === 'Name' && kind === 'words',
    )
    fc.assert(
      fc.property(fc.nat(places.length - 1), fc.string({ minLength: 1, unit: 'grapheme' }), (i, typed) => {
        const place = places[i]
        const value = typed.replaceAll(/\s+/g, ' ').trim()
        if (!place || value === '' || /\p{C}/u.test(value)) return
        const next = withValues(files, places, new Map([[place.name, value]]))
        const again = placesOf(next, measureOf).find(({ name }) => name === place.name)
        expect(again?.value).toBe(value)
        expect(readPack(next, VOCABULARY).faults).toBeNull()
      }),
      { numRuns: 60 },
    )
  })

  test('leaves notes and all that is around a value as it was', () => {
    const files = new Map([
      ['rates.yaml', '# Ours.\n- { id: a, for: Help, amount: £400, per: day } # a day\n'],
    ])
    const places = placesOf(files, measureOf)
    const amount = places.find(({ label }) => label === 'Amount')?.name ?? ''
    expect(withValues(files, places, new Map([[amount, '£450, or more']])).get('rates.yaml')).toBe(
      '# Ours.\n- { id: a, for: Help, amount: "£450, or more", per: day } # a day\n',
    )
  })

  test('tells a fault at the field that was changed', () => {
    const { files } = all.find(({ id }) => id === 'county-challenge')!
    const places = placesOf(files, measureOf)
    const days = places.find(({ label }) => label === 'Minimum days')
    const values = new Map([[days?.name ?? '', 'many']])
    const { faults } = readPack(withValues(files, places, values), VOCABULARY)
    expect(faultsAtPlaces(faults ?? [], places, values)).toEqual([
      {
        field: days?.name,
        text: 'Focus, in a category of concern: minimum days is "many"; it must be a number',
      },
    ])
  })

  test('sets the version and nothing else', () => {
    for (const { files } of all) {
      const next = withVersion(files, 41)
      expect(read(next).version).toBe(41)
      expect(sameFiles(files, next)).toBe(true)
    }
  })
})
