// Owns putting the demonstration county into an empty installation: the published files through the ordinary
// import, then people, supporters, packs and what officers know through the ordinary actions, in one
// transaction: a load that was cut off begins again and leaves no half county.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { sql } from 'kysely'
import type { Scope } from '#platform/actor.ts'
import { type CommandContext, progressLine } from '#platform/command.ts'
import { asSystem, type Db } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { addArea, createOrganisation } from '#src/accounts/organisation.actions.ts'
import { giveRole, openAccount, registerPerson } from '#src/accounts/people.actions.ts'
import { addNeed, chooseSupporter, moveNeed } from '#src/brokering/needs.actions.ts'
import { saveSupporter } from '#src/directory/supporters.actions.ts'
import { insertHeadship } from '#src/identify/headships.queries.ts'
import { insertConcern, insertRequest } from '#src/identify/knowledge.queries.ts'
import { storeRun } from '#src/identify/runs.actions.ts'
import { VOCABULARY } from '#src/identify/vocabulary.rules.ts'
import { adoptBuiltInPack } from '#src/packs/packs.actions.ts'
import { importFile } from '#src/schools/imports/import.actions.ts'
import {
  approveAgreement,
  moveAgreement,
  proposeAgreement,
  sendForApproval,
  signAgreement,
} from '#src/support/agreements.actions.ts'
import { addSession } from '#src/support/sessions.actions.ts'
import { DEMONSTRATION_SEED, writeDemonstration } from './county.ts'
import { addCategories } from './county-pack.ts'
import { type CountyPeople, countyPeople, type PersonaScope } from './people.ts'
import type { SupportRecord } from './support.ts'

const PACK = 'leaders-of-education'

/** Loads the county when there is no organisation at all. Returns whether it did. */
export async function loadDemonstrationIfEmpty(context: CommandContext): Promise<boolean> {
  const { database } = context.installation
  const { rows } = await asSystem(database, (db) => sql`SELECT 1 FROM organisations LIMIT 1`.execute(db))
  if (rows.length > 0) return false
  await loadDemonstration(context, DEMONSTRATION_SEED, todayInEngland())
  return true
}

/** Writes the county's files to a folder of its own, imports them, and adds what files cannot bring. */
export async function loadDemonstration(
  { installation: { database }, terminal }: CommandContext,
  seed: number,
  today: string,
): Promise<void> {
  terminal.err('Loading the demonstration county. This happens once and takes less than a minute.\n')
  const line = progressLine(terminal)
  const folder = await mkdtemp(join(tmpdir(), 'alongside-demonstration-'))
  try {
    const files = await writeDemonstration(folder, seed, today)
    for (const [at, path] of files.entries()) {
      line.show(`  ${at + 1} of ${files.length}: ${basename(path)}`)
      await importFile(database, { path, fileName: basename(path) })
    }
    line.show('  people and supporters')
    await asSystem(database, (db) => addPeople(db, countyPeople(seed, today), today), {
      reason: 'Demonstration county',
    })
  } finally {
    line.done()
    await rm(folder, { recursive: true, force: true })
  }
}

async function addPeople(db: Db, county: CountyPeople, today: string): Promise<void> {
  const { organisation } = county
  const organisationId = await createOrganisation(db, {
    name: organisation.name,
    kind: organisation.kind,
    authorityCode: Number(organisation.laCode),
    demonstration: true,
  })
  await sql`SELECT set_config('alongside.organisation', ${organisationId}, true)`.execute(db)
  const areas = await addDistricts(db, organisationId, organisation)
  const people = await addPersonas(db, organisationId, county, areas, today)
  const lead = people.get('lead adviser') ?? null
  await sql`SELECT set_config('alongside.person', ${people.get('administrator') ?? ''}, true)`.execute(db)

  const adoption = await adoptBuiltInPack(db, { organisationId, personId: lead }, PACK, VOCABULARY)
  if (adoption.kind !== 'adopted')
    throw new Error(`The built-in pack ${PACK} could not be adopted: ${adoption.kind}`)
  const supporters = new Map<string, string>()
  for (const entry of county.supporters) {
    const saved = await saveSupporter(db, organisationId, null, entry)
    if ('id' in saved && entry.email !== null) supporters.set(entry.email, saved.id)
  }
  for (const { urn, kind, from, firstHeadship } of county.headships)
    await insertHeadship(db, {
      organisationId,
      personId: lead,
      urn,
      kind,
      startedOn: from,
      firstHeadship,
      source: 'Human resources',
      on: today,
    })
  for (const { urn, kind, reason, on, by } of county.concerns)
    await insertConcern(db, { organisationId, personId: people.get(by) ?? lead!, urn, kind, why: reason, on })
  for (const { urn, reason, on } of county.requests)
    await insertRequest(db, {
      organisationId,
      personId: people.get('headteacher') ?? lead!,
      urn,
      purpose: reason,
      period: null,
      on,
    })
  for (const need of county.needs) {
    const by = { organisationId, personId: lead! }
    await moveNeed(db, await addNeed(db, by, { ...need, otherLimits: null }), null, ['open'])
  }
  for (const record of county.support)
    await addSupport(
      db,
      { organisationId, people, supporterId: supporters.get(record.supporter)! },
      record,
      today,
    )
  const adviser = county.personas.find(({ role }) => role === 'adviser')
  await addCategories(
    db,
    {
      organisationId,
      lead: lead ?? '',
      adviser: people.get('adviser') ?? lead ?? '',
      areaId: adviser?.scope.kind === 'district' ? (areas.get(adviser.scope.code) ?? null) : null,
    },
    today,
  )
  await storeRun(db, { organisationId, personId: lead, packId: adoption.id, asAt: today })
}

/** One agreement from its need to where it has come by now, through the ordinary actions. Nobody is written to. */
async function addSupport(
  db: Db,
  {
    organisationId,
    people,
    supporterId,
  }: { organisationId: string; people: Map<string, string>; supporterId: string },
  { need, head, terms, reached, signed, sessions }: SupportRecord,
  today: string,
): Promise<void> {
  const as = (personId: string) => ({ organisationId, personId })
  const lead = as(people.get('lead adviser')!)
  const nobody = { address: '', people: [] }
  const headId = await registerPerson(db, organisationId, { ...head, homeUrn: need.urn })
  await giveRole(db, organisationId, headId, {
    role: 'headteacher',
    scope: { kind: 'school', id: String(need.urn) },
    startsOn: today,
  })
  const { person_id: supporter } = await db
    .selectFrom('supporters')
    .select('person_id')
    .where('id', '=', supporterId)
    .executeTakeFirstOrThrow()

  const needId = await addNeed(db, lead, need)
  await moveNeed(db, needId, null, ['open', 'shortlisted'])
  await chooseSupporter(db, lead, needId, supporterId, [], null)
  const id = await proposeAgreement(db, lead, needId, supporterId, terms)
  if (id === null) throw new Error(`No agreement could be proposed for ${need.urn}`)
  const version = () =>
    db.selectFrom('agreements').select('version').where('id', '=', id).executeTakeFirstOrThrow()
  await sendForApproval(db, lead, id, (await version()).version, nobody)
  if (reached === 'sent') return
  const standards = as(people.get('head of standards')!)
  const why = await approveAgreement(db, standards, id, (await version()).version, null, nobody)
  if (why !== null) throw new Error(`The agreement for ${need.urn} was not approved: ${why}`)
  const signatories = { supporter, 'receiving head': headId, adviser: lead.personId }
  for (const party of signed) await signAgreement(db, as(signatories[party]), id, party, today, nobody)
  for (const session of sessions) await addSession(db, as(supporter), id, session)
  if (reached === 'completed')
    await moveAgreement(
      db,
      lead,
      id,
      (await version()).version,
      'completed',
      'What was agreed has been reached.',
      today,
      nobody,
    )
}

/** The county's areas by the code of their district; each school in its district. */
async function addDistricts(
  db: Db,
  organisationId: string,
  { name, districts }: CountyPeople['organisation'],
): Promise<Map<string, string>> {
  const county = await addArea(db, organisationId, { name, kind: 'county', parentId: null })
  const areas = new Map<string, string>()
  for (const district of districts) {
    const id = await addArea(db, organisationId, { name: district.name, kind: 'district', parentId: county })
    if (id === null) continue
    areas.set(district.code, id)
    await sql`UPDATE organisation_schools os SET area_id = ${id} FROM schools s
      WHERE os.organisation_id = ${organisationId} AND s.urn = os.urn AND s.district_code = ${district.code}`.execute(
      db,
    )
  }
  return areas
}

async function addPersonas(
  db: Db,
  organisationId: string,
  county: CountyPeople,
  areas: Map<string, string>,
  today: string,
): Promise<Map<string, string>> {
  const scopeOf = (scope: PersonaScope): Scope => {
    if (scope.kind === 'school') return { kind: 'school', id: String(scope.urn) }
    if (scope.kind === 'own') return { kind: 'own' }
    const area = scope.kind === 'district' ? areas.get(scope.code) : undefined
    return area === undefined ? { kind: 'all' } : { kind: 'area', id: area }
  }
  const people = new Map<string, string>()
  for (const persona of county.personas) {
    const homeUrn = persona.scope.kind === 'school' ? persona.scope.urn : null
    const id = await registerPerson(db, organisationId, {
      name: persona.name,
      email: persona.email,
      post: persona.post,
      homeUrn,
    })
    await openAccount(db, organisationId, id)
    await giveRole(db, organisationId, id, {
      role: persona.role,
      scope: scopeOf(persona.scope),
      startsOn: today,
    })
    people.set(persona.role, id)
  }
  return people
}
