// `alongside identify` and `alongside criteria`: the same criteria as the pages, for scripts and for anybody
// who wants to check an answer. They write nothing.
import { sql } from 'kysely'
import { asSystem, type Db } from '#platform/database.ts'
import { CommandFault, type CommandContext, type Terminal } from '#platform/command.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { resultsYear } from '#src/packs/conditions.rules.ts'
import { builtInPacks } from '#src/packs/built-in.actions.ts'
import { PACKS, readAdoptedPack, readBuiltInPack } from '#src/packs/packs.actions.ts'
import { newestPacks } from '#src/packs/packs.queries.ts'
import { faultInWords, nearest } from '#src/packs/pack.rules.ts'
import { neededFor } from './asked.rules.ts'
import type { Scope } from './evidence.queries.ts'
import { NATIONAL_TESTS, inForce, nationalTest } from './national-tests.rules.ts'
import { type NamedCriterion, runCriteria } from './running.actions.ts'
import { VOCABULARY } from './vocabulary.rules.ts'

/** What `alongside identify` takes; every part may be left out. */
export interface IdentifyOptions {
  /** Identifiers; without any, all that are in force. */
  readonly criterion?: readonly string[]
  /** A day, YYYY-MM-DD. */
  readonly asAt?: string
  /** An academic year, 2018-19. */
  readonly year?: string
  /** The three figures of an authority; without it, the organisation's schools or else all of England. */
  readonly authority?: string
  /** The name of an organisation, whose concerns, requests and headships count. */
  readonly organisation?: string
}

/** The criteria there are: national tests by their own name, a pack's with the pack's name before it. */
async function allCriteria(
  db: Db,
  organisationId: string | null,
): Promise<(NamedCriterion & { from: string })[]> {
  const found: (NamedCriterion & { from: string })[] = NATIONAL_TESTS.map((criterion) => ({
    name: criterion.id,
    criterion,
    from: 'national test',
  }))
  const adopted = organisationId === null ? [] : await newestPacks(db, organisationId)
  const ids = [...new Set([...(await builtInPacks(PACKS)), ...adopted.map(({ pack }) => pack)])].sort()
  for (const id of ids) {
    const own = adopted.find(({ pack }) => pack === id)
    const reading = own
      ? await readAdoptedPack(db, own.id, VOCABULARY)
      : await readBuiltInPack(id, VOCABULARY)
    if (reading?.faults)
      throw new CommandFault(`The pack ${id} has faults:\n${reading.faults.map(faultInWords).join('\n')}`)
    for (const criterion of reading?.pack.criteria ?? []) {
      found.push({ name: `${id}/${criterion.id}`, criterion, from: reading?.pack.name ?? id })
    }
  }
  return found
}

/** Prints the criteria there are. */
export async function criteriaCommand({ installation, terminal }: CommandContext): Promise<number> {
  const criteria = await asSystem(installation.database, async (db) =>
    allCriteria(db, (await organisationOf(db, undefined))?.id ?? null),
  )
  if (terminal.json) {
    terminal.out(
      `${JSON.stringify(
        criteria.map(({ name, criterion, from }) => ({
          id: name,
          name: criterion.name,
          from,
          stage: criterion.stage,
          years: criterion.years,
          source: criterion.source,
        })),
      )}\n`,
    )
    return 0
  }
  for (const { name, criterion } of criteria) terminal.out(`${name}  ${criterion.name}\n`)
  return 0
}

/** Prints an answer for each school and criterion: [{urn, criterion, answer, sentence, evidence}]. */
export async function identifyCommand(
  options: IdentifyOptions,
  { installation, terminal }: CommandContext,
): Promise<number> {
  const year = options.year === undefined ? null : resultsYear(options.year)
  if (options.year !== undefined && year === null)
    throw new CommandFault(`“${options.year}” is no academic year. Write it like 2018-19.`)
  if (options.asAt !== undefined && !isDay(options.asAt))
    throw new CommandFault(`“${options.asAt}” is no day. Write it like 2026-11-21.`)
  if (options.authority !== undefined && !/^[1-9]\d\d$/.test(options.authority))
    throw new CommandFault(`“${options.authority}” is no authority’s code. It has three figures, like 850.`)
  // A year ends with the school year: what was inspected or opened later has no part in it.
  const asAt = options.asAt ?? (year === null ? todayInEngland() : `${year}-08-31`)
  await asSystem(
    installation.database,
    async (db) => {
      const organisation = await organisationOf(db, options.organisation)
      const all = await allCriteria(db, organisation?.id ?? null)
      const chosen = options.criterion?.length ? options.criterion.map((id) => theOne(id, all)) : all
      const scope: Scope =
        options.authority !== undefined
          ? { kind: 'authority', code: Number(options.authority) }
          : options.organisation !== undefined && organisation
            ? { kind: 'organisation', organisationId: organisation.id }
            : { kind: 'england' }
      const answerable = chosen.filter(({ criterion }) => {
        const { own } = neededFor([{ criterion, year: year ?? 0 }], nationalTest)
        return !own || organisation !== null
      })
      if (answerable.length < chosen.length)
        terminal.err(
          'Criteria that ask what an organisation has recorded were left out: say which with --organisation NAME.\n',
        )
      // As one organisation, so that another's concerns are not read; the register is everybody's.
      if (organisation)
        await sql`SELECT set_config('alongside.organisation', ${organisation.id}, true)`.execute(db)
      if (organisation) await sql`SELECT set_config('role', 'alongside_app', true)`.execute(db)
      const ran = await runCriteria(db, {
        criteria: answerable,
        scope,
        asAt,
        year,
        own: organisation !== null,
      })
      // A criterion that was asked for by name is answered for any year; the others only while in force.
      const inTime = new Set(
        answerable
          .filter(
            ({ criterion }) => options.criterion?.length || inForce(criterion, ran.years[criterion.stage]),
          )
          .map(({ name }) => name),
      )
      print(ran.results, inTime, terminal)
    },
    { readOnly: true },
  )
  return 0
}

function print(
  results: Awaited<ReturnType<typeof runCriteria>>['results'],
  wanted: ReadonlySet<string>,
  { json, out }: Terminal,
): void {
  // Written in pieces: England's answers would be too long for one string.
  let piece = json ? '[' : ''
  let first = true
  for (const result of results) {
    if (!wanted.has(result.criterion)) continue
    if (json) piece += `${first ? '' : ','}\n${JSON.stringify(result)}`
    else if (result.answer !== 'not met')
      piece += `${result.urn}  ${result.criterion}  ${result.answer}: ${result.sentence}\n`
    first = false
    if (piece.length < 1_000_000) continue
    out(piece)
    piece = ''
  }
  out(json ? `${piece}\n]\n` : piece || 'No school meets the criteria, and of none can they not say.\n')
}

function theOne(id: string, all: readonly NamedCriterion[]): NamedCriterion {
  const exact = all.find(({ name }) => name === id)
  if (exact) return exact
  const ending = all.filter(({ name }) => name.endsWith(`/${id}`))
  const [only] = ending
  if (only && ending.length === 1) return only
  if (ending.length > 1)
    throw new CommandFault(`There are several criteria ${id}: ${ending.map(({ name }) => name).join(', ')}.`)
  const near = nearest(
    id,
    all.map(({ name }) => name),
  )
  throw new CommandFault(
    `There is no criterion ${id}.${near ? ` Did you mean ${near}?` : ''} See: alongside criteria`,
  )
}

/** The organisation of that name, or the only one there is; null when there is none or more than one. */
async function organisationOf(db: Db, name: string | undefined): Promise<{ id: string } | null> {
  const found = await db.selectFrom('organisations').select(['id', 'name']).orderBy('name').execute()
  if (name === undefined) return found.length === 1 ? (found[0] ?? null) : null
  const named = found.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (!named)
    throw new CommandFault(
      `There is no organisation “${name}”. There ${found.length === 1 ? 'is' : 'are'}: ${found.map((one) => one.name).join(', ') || 'none'}.`,
    )
  return named
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text)
}
