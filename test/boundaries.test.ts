// The house rules that a reader counts on: which file may know which (docs/developers.md, "Layout").
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '#platform/root.ts'

const floors = [
  ['govuk'],
  ['platform'],
  ['packs'],
  ['accounts'],
  ['work', 'documents'],
  ['schools'],
  ['identify', 'directory', 'plans', 'money'],
  ['brokering'],
  ['support'],
  ['programme'],
  ['networks', 'cpd', 'peer-review'],
  ['insight'],
  // What only puts the others together.
  ['demonstration'],
  ['app.tsx'],
  ['main.ts'],
  ['start.command.ts'],
  ['cli.ts'],
]

type Source = { path: string; lines: number; imports: { path: string; types: boolean }[]; packages: string[] }

const isTest = (path: string) => /[.]test[.]tsx?$/.test(path)

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const imports: Source['imports'] = []
  const packages: string[] = []
  for (const [, types, clause, from, lazy] of text.matchAll(
    /^(?:import|export)\s+(type\s)?([^'"]*?from\s+)?'([^']+)'|\bimport\('([^']+)'\)/gms,
  )) {
    const name = from ?? lazy!
    const allTypes =
      Boolean(types) || (clause !== undefined && /^\{\s*(type\s+[\w\s]+,?\s*)+\}\s*from/.test(clause))
    if (name.startsWith('.'))
      imports.push({ path: relative(root, resolve(root, dirname(path), name)), types: allTypes })
    else if (name.startsWith('#src/')) imports.push({ path: name.replace('#', ''), types: allTypes })
    else if (name.startsWith('#')) imports.push({ path: name.replace('#', 'src/'), types: allTypes })
    else packages.push(name)
  }
  return { path, lines: text.split('\n').length, imports, packages }
}

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /[.]tsx?$/.test(path))
  .map((path) => read(join('src', path)))
const product = files.filter(({ path }) => !isTest(path))

const areaOf = (path: string) => path.split('/')[1]!
const floorOf = (path: string) => floors.findIndex((areas) => areas.includes(areaOf(path)))
const kindOf = (path: string) => /[.](rules|queries|forms|views|routes|actions)[.]tsx?$/.exec(path)?.[1]
const sliceOf = (path: string) => path.replace(/[.](rules|queries|forms|views|routes|actions)[.]tsx?$/, '')

describe('The layout', () => {
  test('every area has its floor', () => {
    expect(product.reduce((sum, { imports }) => sum + imports.length, 0)).toBeGreaterThan(200)
    expect(product.filter(({ path }) => floorOf(path) < 0).map(({ path }) => path)).toEqual([])
  })

  test('an area knows only areas on lower floors', () => {
    const wrong = product.flatMap(({ path, imports }) =>
      imports
        .filter((one) => areaOf(one.path) !== areaOf(path) && floorOf(one.path) >= floorOf(path))
        .map((one) => `${path} → ${one.path}`),
    )
    expect(wrong).toEqual([])
  })

  test('a slice uses another slice’s rules, queries and actions, never its forms, views or routes', () => {
    const wrong = product
      .filter(({ path }) => kindOf(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter(
            (one) =>
              ['forms', 'views', 'routes'].includes(kindOf(one.path) ?? '') &&
              sliceOf(one.path) !== sliceOf(path),
          )
          .map((one) => `${path} → ${one.path}`),
      )
    expect(wrong).toEqual([])
  })

  test.each([
    ['rules', ['rules']],
    ['queries', ['rules', 'queries']],
    ['forms', ['rules', 'forms']],
    ['views', ['rules', 'views', 'forms']],
    ['actions', ['rules', 'queries', 'actions']],
  ])('%s files know no more than they should', (kind, allowed) => {
    const wrong = product
      .filter(({ path }) => kindOf(path) === kind)
      .flatMap(({ path, imports }) =>
        imports
          .filter((one) => kindOf(one.path) && !allowed.includes(kindOf(one.path)!) && !one.types)
          .map((one) => `${path} → ${one.path}`),
      )
    expect(wrong).toEqual([])
  })

  test('rules do no input or output', () => {
    const doing = /^(node:(fs|net|http|child_process|dns|tls|worker_threads|process)|pg|kysely|hono(?!\/jsx))/
    const wrong = product
      .filter(({ path }) => kindOf(path) === 'rules')
      .flatMap(({ path, packages, imports }) =>
        [
          ...packages.filter((name) => doing.test(name)),
          ...imports
            .filter((one) => !one.types && /platform\/(database|mail|jobs|serve|pages)/.test(one.path))
            .map((one) => one.path),
        ].map((name) => `${path} → ${name}`),
      )
    expect(wrong).toEqual([])
  })

  test('the solver is pure: it reads no file, no clock of the database, no network', () => {
    const engine = product.filter(
      ({ path }) => path.startsWith('src/brokering/matching/') && !/command|worker/.test(path),
    )
    expect(engine.length).toBeGreaterThan(0)
    expect(
      engine.flatMap(({ path, packages }) =>
        packages
          .filter((name) => name.startsWith('node:') && name !== 'node:perf_hooks')
          .map((name) => `${path} → ${name}`),
      ),
    ).toEqual([])
  })

  test('there are no cycles', () => {
    const graph = new Map(
      product.map(({ path, imports }) => [path, imports.filter((one) => !one.types).map((one) => one.path)]),
    )
    const done = new Set<string>()
    const cycles: string[] = []
    const walk = (path: string, trail: string[]) => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      else if (!done.has(path)) {
        for (const next of graph.get(path) ?? []) walk(next, [...trail, path])
        done.add(path)
      }
    }
    for (const path of graph.keys()) walk(path, [])
    expect(cycles).toEqual([])
  })

  test('there are no drawers: no utils, no helpers, no barrels', () => {
    expect(
      files
        .map(({ path }) => path)
        .filter((path) => /(^|\/)(utils?|helpers?|common|misc|index)([./]|$)/i.test(path)),
    ).toEqual([])
  })

  test('no file has outgrown a sitting’s reading', () => {
    const generated = /database[.]types[.]ts$/
    expect(
      product
        .filter(({ path, lines }) => lines > 480 && !generated.test(path))
        .map(({ path, lines }) => `${path}: ${lines} lines`),
    ).toEqual([])
  })

  test('every product file says first what it owns', () => {
    expect(
      product
        .filter(
          ({ path }) =>
            !/database[.]types[.]ts$/.test(path) && !readFileSync(join(root, path), 'utf8').startsWith('//'),
        )
        .map(({ path }) => path),
    ).toEqual([])
  })

  test('only the configuration reads the environment', () => {
    const readers = product
      .filter(({ path }) => /process[.]env\b/.test(readFileSync(join(root, path), 'utf8')))
      .map(({ path }) => path)
    expect(
      readers.filter(
        (path) =>
          ![
            'src/platform/configuration.ts',
            'src/platform/installation.ts',
            'src/platform/embedded-postgres.ts',
            'src/platform/doctor.ts',
            'src/cli.ts',
          ].includes(path),
      ),
    ).toEqual([])
  })
})
