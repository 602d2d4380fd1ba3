import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Condition, inUnit, inWords } from './conditions.rules.ts'
import { defaultPermissions } from '#platform/permissions.ts'
import { type Vocabulary, faultInWords, nearest } from './pack.rules.ts'
import { permissionsUnder } from './permissions.rules.ts'
import { readPack } from './reading.rules.ts'

const vocabulary: Vocabulary = {
  measures: ['ks2_rwm_expected', 'ks2_reading_progress'],
  nationalTests: ['primary-floor', 'primary-floor-2016'],
  frameworks: ['2012b', '2019', '2025'],
  judgements: ['overall', 'leadership and management'],
  grades: ['good', 'requires improvement', 'needs attention'],
  categoriesOfConcern: ['special measures', 'serious weaknesses'],
}
const identity = `id: example
name: Example
version: 1
academic year: 2026-27
summary: A pack for the tests.
`
const read = (files: Record<string, string>) =>
  readPack(new Map(Object.entries({ 'pack.yaml': identity, ...files })), vocabulary)
const faults = (files: Record<string, string>) => read(files).faults?.map(faultInWords) ?? []

/** A criterion whose condition is the given lines. */
const criterion = (...when: string[]) => ({
  'criteria.yaml': `- id: one
  name: One
  stage: key stage 2
  source: A test
  when:
${when.map((line) => `    ${line}`).join('\n')}
`,
})
const condition = (...when: string[]): Condition | undefined => {
  const { pack, faults: found } = read(criterion(...when))
  if (found) throw new Error(found.map(faultInWords).join('\n'))
  return pack.criteria[0]?.when
}

describe('a sound pack', () => {
  test('needs no more than who it is', () => {
    expect(read({}).pack).toMatchObject({ id: 'example', version: 1, academicYear: '2026-27', criteria: [] })
  })

  test('gives money in pence, and nothing for what is paid at cost', () => {
    const { pack } = read({
      'rates.yaml': `
- { id: a, for: Support, amount: £400, per: day }
- { id: b, for: Grant, amount: "£6,000.50", per: term }
- { id: c, for: Cover, amount: at cost, per: day }
`,
    })
    expect(pack?.rates.map(({ pence }) => pence)).toEqual([40000, 600050, null])
  })

  test('reads an agenda from Markdown', () => {
    const { pack } = read({
      'agendas/first.md':
        '---\nid: first\nname: First\n---\nBefore we begin.\n\n1. Why\n   we are here\n2. What next\n',
    })
    expect(pack?.agendas).toEqual([
      {
        id: 'first',
        name: 'First',
        introduction: 'Before we begin.',
        items: ['Why we are here', 'What next'],
      },
    ])
  })

  test('reads each kind of condition', () => {
    expect(
      condition('measure: ks2_rwm_expected', 'at most: 65', 'year: 2 years before', 'called: the floor'),
    ).toEqual({
      kind: 'measure',
      measure: 'ks2_rwm_expected',
      compare: 'at most',
      threshold: { fixed: 65 },
      year: { before: 2 },
      called: 'the floor',
    })
    expect(condition('measure: ks2_rwm_expected', 'below: national median', 'year: 2018')).toMatchObject({
      threshold: { median: 'national' },
      year: { results: 2018 },
    })
    expect(
      condition('years: 2006 to 2010', 'count: 3 or 4', 'where: { measure: ks2_rwm_expected, below: 60 }'),
    ).toMatchObject({ kind: 'years', window: { from: 2006, to: 2010 }, atLeast: 3, atMost: 4 })
    expect(
      condition('years: last 4', 'count: at least 2', 'where: { measure: ks2_rwm_expected, below: 60 }'),
    ).toMatchObject({ window: { last: 4 }, atLeast: 2, atMost: null })
    expect(
      condition(
        'inspection: latest',
        'judged:',
        '  - { frameworks: [2012b, 2019], judgement: any, grade: good }',
      ),
    ).toEqual({
      kind: 'inspection',
      which: 'latest',
      judged: [{ frameworks: ['2012b', '2019'], judgements: 'any', grades: ['good'] }],
    })
    expect(
      condition(
        'inspection: previous',
        'earlier URNs: no',
        'judged: [{ frameworks: 2019, judgement: overall, grade: good }]',
      ),
    ).toMatchObject({ which: 'previous', ownUrn: true })
    expect(condition('not: { school request: made }')).toEqual({
      kind: 'not',
      of: { kind: 'school request' },
    })
    expect(condition('our rating: [red, amber]')).toEqual({ kind: 'our rating', ratings: ['red', 'amber'] })
    expect(condition('our rating: green')).toEqual({ kind: 'our rating', ratings: ['green'] })
    expect(condition('inspection due: 3 years')).toEqual({ kind: 'inspection due', afterYears: 3 })
    expect(condition('head appointed within: 1 year', 'first headship: no')).toEqual({
      kind: 'head',
      withinYears: 1,
      firstHeadship: false,
    })
    expect(condition('any:', '- national test: primary-floor', '- officer concern: at risk')).toMatchObject({
      kind: 'any',
      of: [{ test: 'primary-floor' }, { concern: 'at risk' }],
    })
  })
})

test('a pack’s permissions stand over the built-in ones, and the rest stays', () => {
  const { pack } = read({ 'roles.yaml': 'adviser:\n  permissions:\n    needs.manage: partial\n' })
  const table = permissionsUnder(defaultPermissions, pack?.roles ?? [])
  expect(table.adviser['needs.manage']).toBe('partial')
  expect(table.adviser['concerns.raise']).toBe('yes')
  expect(table['lead adviser']).toBe(defaultPermissions['lead adviser'])
  expect(defaultPermissions.adviser['needs.manage']).toBe('yes')
})

describe('a faulty pack gives nothing but its faults', () => {
  test('a misspelt key is named with its line and the key that was meant', () => {
    expect(faults({ 'rates.yaml': '- id: a\n  for: Support\n  amuont: £400\n  per: day\n' })).toEqual([
      'rates.yaml, line 1: found no "amount"; expected "amount" here',
      'rates.yaml, line 3: found "amuont"; expected a key of this part; did you mean "amount"?',
    ])
  })

  test('a misspelt key deep inside a condition is found too', () => {
    expect(
      faults(criterion('all:', '- measure: ks2_rwm_expected', '  belwo: 65', '- school request: made')),
    ).toEqual(['criteria.yaml, line 8: found "belwo"; expected a key of this part; did you mean "below"?'])
  })

  test('a name for a text that is nowhere is a fault at its line, and so are names without end', () => {
    expect(faults({ 'criteria.yaml': '- *floor' })).toEqual([
      'criteria.yaml, line 1: found "*floor"; expected an anchor &floor above it',
    ])
    const many = [
      '- &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefghi'
        .split('')
        .map((name, i) => `- &${name} [${Array.from({ length: 10 }, () => `*${'abcdefgh'[i]}`).join(', ')}]`),
    ].join('\n')
    expect(faults({ 'criteria.yaml': many })).toEqual([
      'criteria.yaml, line 1: found anchors used too often; expected the text itself',
    ])
  })

  test('a misspelt file is named with the one that was meant', () => {
    expect(faults({ 'critera.yaml': '[]' })).toEqual([
      'critera.yaml, line 1: found a file that is no part of a pack; expected a part of a pack; did you mean criteria.yaml?',
    ])
  })

  test('a measure that does not exist is named with the nearest', () => {
    expect(faults(criterion('measure: ks2_rwm_expcted', 'below: 65'))).toEqual([
      'criteria.yaml, line 6: found "ks2_rwm_expcted"; expected the code of a measure; did you mean "ks2_rwm_expected"?',
    ])
  })

  test.each([
    [['measure: ks2_rwm_expected'], 6, 'exactly one of below, at most, above, at least beside "measure"'],
    [['measure: ks2_rwm_expected', 'below: 60', 'above: 50'], 6, 'exactly one of'],
    [['measure: ks2_rwm_expected', 'below: sixty'], 7, 'a number, or "national median"'],
    [['school request: made', 'officer concern: any'], 6, 'only one of officer concern, school request'],
    [['school request: made', 'count: 3'], 6, 'no "count" beside "school request"'],
    [
      ['years: 2010 to 2006', 'count: 3', 'where: { school request: made }'],
      6,
      'years such as "2006 to 2010"',
    ],
    [
      ['years: last 3', 'count: at least 4', 'where: { school request: made }'],
      6,
      'a count of at most 3 years',
    ],
    [['years: last 3', 'count: some', 'where: { school request: made }'], 7, 'a count such as 5'],
    [['officer concern: at rsk'], 6, 'did you mean "at risk"?'],
    [['category of concern: [special measure]'], 6, 'did you mean "special measures"?'],
    [['national test: primary-flor'], 6, 'did you mean "primary-floor"?'],
    [['our rating: [red, yellow]'], 6, 'one of red, amber, green'],
    [['our rating: []'], 6, 'at least one'],
    [['inspection due: soon'], 6, 'a time since the latest graded inspection such as "3 years"'],
    [['all: []'], 6, 'at least one condition'],
    [['called: the floor'], 6, 'one of all, any, not, measure'],
    [['inspection: latest'], 6, '"judged" beside "inspection"'],
    [
      ['inspection: latest', 'judged: [{ frameworks: 2018, judgement: overall, grade: good }]'],
      7,
      'found 2018; expected one of 2019, 2025, 2012b',
    ],
  ])('a condition of %j is refused', (when, line, expected) => {
    const found = read(criterion(...when)).faults ?? []
    expect(found.map(faultInWords).join('\n')).toContain(expected)
    expect(found[0]?.line).toBe(line)
  })

  test('rights and roles must be ones that there are', () => {
    expect(
      faults({
        'roles.yaml':
          'lead advisor:\n  permissions:\n    needs.manage: yes\nadviser:\n  permissions:\n    needs.mange: yes\n    identify.run: maybe\n',
      }),
    ).toEqual([
      'roles.yaml, line 1: found "lead advisor"; expected a key of this part; did you mean "lead adviser"?',
      'roles.yaml, line 6: found "needs.mange"; expected a key of this part; did you mean "needs.manage"?',
      'roles.yaml, line 7: found "maybe"; expected one of yes, partial, no',
    ])
  })

  test('what is named must be defined, and an id given once', () => {
    expect(
      faults({
        'designations.yaml':
          '- { id: national, name: National, awarding body: College }\n- { id: national, name: Again, awarding body: College }\n',
        'rates.yaml': '- { id: a, for: Support, amount: £1, per: day, designations: [natoinal] }\n',
        'categories.yaml':
          '- { id: x, name: X, kind of support: plan, minimum days: 6, otherwise: yes, source: Test }\n- { id: y, name: Y, kind of support: plan, minimum days: 6, source: Test }\n',
        'kinds-of-support.yaml': '- { id: plans, name: Plans }\n',
      }),
    ).toEqual([
      'categories.yaml, line 1: found "plan"; expected the id of a kind of support of this pack; did you mean "plans"?',
      'categories.yaml, line 1: found a category for every other school before the last; expected it at the end',
      'categories.yaml, line 2: found "plan"; expected the id of a kind of support of this pack; did you mean "plans"?',
      'categories.yaml, line 2: found neither "when" nor "otherwise"; expected one of them',
      'designations.yaml, line 2: found "national"; expected an id of its own; this one is taken on line 1',
      'rates.yaml, line 1: found "natoinal"; expected the id of a designation of this pack; did you mean "national"?',
    ])
  })

  test('dates must be days, in order', () => {
    expect(
      faults({
        'calendar.yaml':
          'terms:\n  - { id: one, name: Term 1, starts: 2026-09-01, ends: 2026-08-01 }\n  - { id: two, name: Term 2, starts: 2026-02-30, ends: 2026-12-01 }\n',
      })[0],
    ).toBe('calendar.yaml, line 3: found "2026-02-30"; expected a date such as 2026-11-21')
    expect(
      faults({
        'calendar.yaml': 'terms:\n  - { id: one, name: Term 1, starts: 2026-09-01, ends: 2026-08-01 }\n',
      }),
    ).toEqual(['calendar.yaml, line 2: found "2026-08-01"; expected a day not before 2026-09-01'])
  })

  test('YAML that cannot be read is one fault, in plain words', () => {
    expect(faults({ 'themes.yaml': '- id: a\n\tname: A\n' })[0]).toContain('themes.yaml, line 2: found a tab')
    expect(faults({ 'themes.yaml': '- id: a\n  name: A\n  name: B\n' })).toEqual([
      'themes.yaml, line 3: found "name" a second time; expected each key once',
    ])
    expect(faults({ 'themes.yaml': 'id: a\nname: A\n' })).toEqual([
      'themes.yaml, line 1: found keys: id, name; expected a list, each entry after a hyphen',
    ])
  })

  test('an agenda needs its head and its numbers', () => {
    expect(faults({ 'agendas/a.md': '1. Welcome\n' })[0]).toContain(
      'agendas/a.md, line 1: found "1. Welcome"',
    )
    expect(faults({ 'agendas/a.md': '---\nid: a\nnmae: A\n---\n1. One\n3. Three\n' })).toEqual([
      'agendas/a.md, line 2: found no "name"; expected "name" here',
      'agendas/a.md, line 3: found "nmae"; expected a key of this part; did you mean "name"?',
      'agendas/a.md, line 6: found item 3; expected item 2',
    ])
  })

  test('a pack without pack.yaml is no pack', () => {
    expect(readPack(new Map([['themes.yaml', '[]']]), vocabulary).pack).toBeNull()
  })

  test('whatever the text, reading ends in a pack or in faults with lines that exist', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '- id: a',
        '  name: A',
        '  when:',
        '    all:',
        '    - measure: ks2_rwm_expected',
        '      below: 60',
        '\t',
        '{',
        '- [',
        '&a *a',
        '---',
        '? !!x',
      ),
      fc.string({ maxLength: 12 }),
    )
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.constantFrom('criteria.yaml', 'roles.yaml', 'agendas/x.md', 'calendar.yaml'),
        (lines, file) => {
          const { pack, faults: found } = read({ [file]: lines.join('\n') })
          expect(pack === null).toBe(found !== null)
          for (const fault of found ?? []) {
            expect(fault.line).toBeGreaterThanOrEqual(1)
            expect(fault.line).toBeLessThanOrEqual(Math.max(lines.join('\n').split('\n').length + 1, 5))
            expect(fault.found).not.toBe('')
            expect(fault.expected).not.toBe('')
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

test('the nearest word allows two slips, or a swap, but not a different word', () => {
  expect(nearest('amuont', ['amount', 'account'])).toBe('amount')
  expect(nearest('desingations', ['designations'])).toBe('designations')
  expect(nearest('zebra', ['amount'])).toBeNull()
})

test('numbers are spoken of with a real minus sign and without trailing noughts', () => {
  expect([inUnit(52, 'percent'), inUnit(-5.1, 'score'), inUnit(-0, 'score'), inUnit(0.5, 'score')]).toEqual([
    '52%',
    '−5.1',
    '0',
    '0.5',
  ])
})

test('a condition reads in plain words', () => {
  const words = inWords(
    condition(
      'all:',
      '- { measure: ks2_rwm_expected, below: 65 }',
      '- years: last 4',
      '  count: 2',
      '  where: { measure: ks2_reading_progress, below: -5 }',
    ) ?? { kind: 'school request' },
    (code) =>
      code === 'ks2_rwm_expected'
        ? { label: 'Expected standard', unit: 'percent' }
        : { label: 'Reading progress', unit: 'score' },
  )
  expect(words.map(({ depth, text }) => `${' '.repeat(depth)}${text}`)).toEqual([
    'all of these:',
    ' Expected standard below 65%',
    ' in 2 of the last 4 years:',
    '  Reading progress below −5',
  ])
})
