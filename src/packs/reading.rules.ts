// Reading a pack's files: YAML and Markdown in, a sound pack or every fault out, each with its file and
// line. Nothing of a faulty pack comes out. What may stand in the files is schema.rules.ts; where the files
// come from is built-in.actions.ts.
import type { z } from 'zod'
import { type Role, defaultPermissions, roles as knownRoles } from '#platform/permissions.ts'
import type { Criterion } from './conditions.rules.ts'
import { type Path, type Source, check, lineOf, parse, quoted } from './lines.rules.ts'
import {
  type Agenda,
  type Fault,
  type Pack,
  type RoleChange,
  type Vocabulary,
  nearest,
} from './pack.rules.ts'
import { permissionsUnder } from './permissions.rules.ts'
import { PART_FILES, agendaHead, partSchemas } from './schema.rules.ts'

export type Reading =
  | { readonly pack: Pack; readonly faults: null }
  | { readonly pack: null; readonly faults: readonly Fault[] }

// Making the schemas takes longer than reading a pack with them.
const kept = new WeakMap<Vocabulary, ReturnType<typeof partSchemas>>()

function schemasOf(vocabulary: Vocabulary): ReturnType<typeof partSchemas> {
  const schemas = kept.get(vocabulary) ?? partSchemas(vocabulary)
  kept.set(vocabulary, schemas)
  return schemas
}

/**
 * Reads a pack from its files (path inside the pack → text). Faults come sorted by file and line; a file
 * that is not YAML at all is one fault. Never throws.
 */
export function readPack(files: ReadonlyMap<string, string>, vocabulary: Vocabulary): Reading {
  const faults: Fault[] = []
  const schemas = schemasOf(vocabulary)
  const sources = new Map<string, Source>()

  for (const file of files.keys()) {
    if (PART_FILES.includes(file) || file === 'about.md' || /^agendas\/[a-z0-9-]+\.md$/.test(file)) continue
    const near = nearest(file, [...PART_FILES, 'about.md'])
    faults.push({
      file,
      line: 1,
      found: 'a file that is no part of a pack',
      expected: near
        ? `a part of a pack; did you mean ${near}?`
        : `one of ${PART_FILES.join(', ')}, about.md, agendas/….md`,
    })
  }
  if (!files.has('pack.yaml')) {
    faults.push({
      file: 'pack.yaml',
      line: 1,
      found: 'no such file',
      expected: 'the pack’s id, name, version and academic year',
    })
  }

  function part<S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined {
    const text = files.get(file)
    if (text === undefined) return undefined
    const source = parse(file, text, 0, faults)
    if (!source) return undefined
    sources.set(file, source)
    return check(source, schema, faults)
  }

  const identity = part('pack.yaml', schemas['pack.yaml'])
  const roles = part('roles.yaml', schemas['roles.yaml']) ?? {}
  const designations = part('designations.yaml', schemas['designations.yaml']) ?? []
  const rates = part('rates.yaml', schemas['rates.yaml']) ?? []
  const themes = part('themes.yaml', schemas['themes.yaml']) ?? []
  const support = part('kinds-of-support.yaml', schemas['kinds-of-support.yaml']) ?? []
  const leadership = part('leadership-groups.yaml', schemas['leadership-groups.yaml']) ?? []
  const criteria = part('criteria.yaml', schemas['criteria.yaml']) ?? []
  const categories = part('categories.yaml', schemas['categories.yaml']) ?? []
  const calendar = part('calendar.yaml', schemas['calendar.yaml']) ?? {}
  const agendas = [...files]
    .filter(([file]) => /^agendas\/[a-z0-9-]+\.md$/.test(file))
    .map(([file, text]) => readAgenda(file, text, faults))
    .filter((agenda) => agenda !== null)

  const faultAt = (file: string, path: Path, found: string, expected: string) => {
    const source = sources.get(file)
    if (source) faults.push({ file, line: lineOf(source, path), found, expected })
  }
  const once = (file: string, ids: readonly { readonly id: string }[], under: Path = []) =>
    ids.forEach(({ id }, i) => {
      const first = ids.findIndex((other) => other.id === id)
      const source = sources.get(file)
      if (first !== i && source) {
        const line = lineOf(source, [...under, first, 'id'])
        faultAt(file, [...under, i, 'id'], quoted(id), `an id of its own; this one is taken on line ${line}`)
      }
    })
  once('designations.yaml', designations)
  once('rates.yaml', rates)
  once('themes.yaml', themes)
  once('kinds-of-support.yaml', support)
  once('criteria.yaml', criteria)
  once('categories.yaml', categories)
  once('leadership-groups.yaml', leadership)
  once('calendar.yaml', calendar.terms ?? [], ['terms'])
  once('calendar.yaml', calendar.deadlines ?? [], ['deadlines'])

  const named = (what: string, id: string, known: readonly { readonly id: string }[]): string => {
    const near = nearest(
      id,
      known.map((k) => k.id),
    )
    return near ? `${what}; did you mean ${quoted(near)}?` : what
  }
  rates.forEach((rate, i) =>
    rate.designations?.forEach((id, j) => {
      if (!designations.some((d) => d.id === id)) {
        faultAt(
          'rates.yaml',
          [i, 'designations', j],
          quoted(id),
          named('the id of a designation of this pack', id, designations),
        )
      }
    }),
  )
  categories.forEach((category, i) => {
    const id = category['kind of support']
    if (!support.some((kind) => kind.id === id)) {
      faultAt(
        'categories.yaml',
        [i, 'kind of support'],
        quoted(id),
        named('the id of a kind of support of this pack', id, support),
      )
    }
    if ((category.when === undefined) === (category.otherwise === undefined)) {
      faultAt(
        'categories.yaml',
        [i],
        category.when ? 'both "when" and "otherwise"' : 'neither "when" nor "otherwise"',
        'one of them',
      )
    }
    if (category.otherwise && i < categories.length - 1) {
      faultAt(
        'categories.yaml',
        [i, 'otherwise'],
        'a category for every other school before the last',
        'it at the end',
      )
    }
  })
  criteria.forEach((criterion, i) => {
    const [from, to] = [criterion['from year'], criterion['to year']]
    if (to !== undefined && (from === undefined || to < from)) {
      faultAt('criteria.yaml', [i, 'to year'], String(to), 'a year not before "from year"')
    }
  })
  calendar.terms?.forEach((term, i) => {
    const before = calendar.terms?.[i - 1]
    if (term.ends < term.starts)
      faultAt('calendar.yaml', ['terms', i, 'ends'], quoted(term.ends), `a day not before ${term.starts}`)
    if (before && term.starts <= before.ends) {
      faultAt(
        'calendar.yaml',
        ['terms', i, 'starts'],
        quoted(term.starts),
        `a day after the end of ${before.name}`,
      )
    }
  })

  const changes = Object.entries(roles).flatMap(([role, change]): RoleChange[] =>
    isRole(role) && change
      ? [{ role, called: change.called ?? null, permissions: change.permissions ?? {} }]
      : [],
  )
  const last = changes.findLast(({ permissions }) => permissions['people.manage'] !== undefined)
  const table = permissionsUnder(defaultPermissions, changes)
  if (last && !knownRoles.some((role) => table[role]['people.manage'] === 'yes')) {
    faultAt(
      'roles.yaml',
      [last.role, 'permissions', 'people.manage'],
      'the right to look after people taken from every role',
      '"yes" for at least one role',
    )
  }

  if (faults.length > 0 || !identity) {
    return {
      pack: null,
      faults: faults.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
    }
  }
  return {
    faults: null,
    pack: {
      id: identity.id,
      name: identity.name,
      version: identity.version,
      academicYear: identity['academic year'],
      summary: identity.summary,
      about: files.get('about.md') ?? null,
      roles: changes,
      designations: designations.map(({ id, name, short, 'awarding body': awardingBody }) => ({
        id,
        name,
        short: short ?? null,
        awardingBody,
      })),
      rates: rates.map(({ id, for: what, amount: pence, per, designations: who, note }) => ({
        id,
        what,
        pence,
        per,
        designations: who ?? [],
        note: note ?? null,
      })),
      themes: themes.map(({ id, name, group }) => ({ id, name, group: group ?? null })),
      kindsOfSupport: support.map(({ id, name, about }) => ({ id, name, about: about ?? null })),
      leadershipGroups: leadership.map(({ id, name, about, next }) => ({
        id,
        name,
        about,
        next: next ?? null,
      })),
      criteria: criteria.map(
        ({ id, name, stage, when, source, 'from year': from, 'to year': to }): Criterion => ({
          id,
          name,
          stage,
          years: from === undefined ? null : { from, to: to ?? null },
          when,
          source,
        }),
      ),
      categories: categories.map(
        ({
          id,
          name,
          stage,
          when,
          source,
          'kind of support': kindOfSupport,
          'minimum days': minimumDays,
        }) => ({
          id,
          name,
          stage: stage ?? 'any',
          kindOfSupport,
          minimumDays,
          when: when ?? null,
          source,
        }),
      ),
      agendas,
      terms: calendar.terms ?? [],
      deadlines: calendar.deadlines ?? [],
      ratingsDue: (calendar['ratings due'] ?? []).toSorted(),
    },
  }
}

const isRole = (text: string): text is Role => knownRoles.some((role) => role === text)

/** An agenda: a head between two lines of hyphens (id, name), words of introduction, a numbered list. */
function readAgenda(file: string, text: string, faults: Fault[]): Agenda | null {
  const lines = text.split(/\r?\n/)
  const end = lines.indexOf('---', 1)
  if (lines[0] !== '---' || end === -1) {
    faults.push({
      file,
      line: 1,
      found: quoted(lines[0] ?? ''),
      expected: 'a line "---", the id and name of the agenda, and "---" again',
    })
    return null
  }
  const source = parse(file, lines.slice(1, end).join('\n'), 1, faults)
  const head = source && check(source, agendaHead, faults)
  const introduction: string[] = []
  const items: string[] = []
  lines.slice(end + 1).forEach((line, i) => {
    const words = line.trim()
    const item = /^(\d+)\.\s+(.+)$/.exec(words)
    if (item) {
      if (Number(item[1]) !== items.length + 1) {
        faults.push({
          file,
          line: end + 2 + i,
          found: `item ${item[1]}`,
          expected: `item ${items.length + 1}`,
        })
      }
      items.push(item[2] ?? '')
    } else if (words !== '' && items.length > 0) items[items.length - 1] += ` ${words}`
    else if (words !== '') introduction.push(words)
  })
  if (items.length === 0) {
    faults.push({ file, line: end + 2, found: 'no items', expected: 'a numbered list: "1. …"' })
    return null
  }
  return head ? { ...head, introduction: introduction.join(' ') || null, items } : null
}
