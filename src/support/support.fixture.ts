// What the tests of support share: a school in need, a supporter with days, and the people who sign.
import { asActor } from '#platform/database.ts'
import { addNeed, chooseSupporter, moveNeed } from '#src/brokering/needs.actions.ts'
import type { NeedEntry } from '#src/brokering/needs.rules.ts'
import { academicYearOf } from '#src/directory/days.rules.ts'
import { saveSupporter } from '#src/directory/supporters.actions.ts'
import { supporterById } from '#src/directory/supporters.queries.ts'
import { emptyEntry, type SupporterEntry } from '#src/directory/supporters.rules.ts'
import type { SignedIn, TestApp } from '../../test/setup/app.ts'
import { insertSchool } from '../../test/setup/schools.ts'
import type { AgreementTerms } from './agreements.rules.ts'

// Around today, so that sessions can have been held and the agreement is not over; within one academic year.
const today = new Date().toISOString().slice(0, 10)
export const YEAR = academicYearOf(today)
export const STARTS = `${YEAR.slice(0, 4)}-09-01`
export const ENDS = `${Number(YEAR.slice(0, 4)) + 1}-08-31`

export const supporter: SupporterEntry = {
  ...emptyEntry,
  name: 'Philippa Oakenfold',
  email: 'philippa@example.org',
  telephone: '01234 555 000',
  homeUrn: 920_002,
  phases: ['primary'],
  designations: [
    {
      designation: 'National leader of education',
      awardingBody: null,
      from: '2020-09-01',
      until: null,
      review: null,
      state: 'in force',
    },
  ],
  expertise: [{ theme: 'Mathematics', restsOn: null }],
  availability: [{ academicYear: YEAR, term: '', halfDays: 20 }],
  checks: [
    { kind: 'DBS', checkedOn: '2021-01-01', expiresOn: null },
    { kind: 'safeguarding training', checkedOn: '2021-01-01', expiresOn: null },
  ],
  consent: { by: 'The chair', from: null, until: ENDS },
}
export const need: NeedEntry = {
  urn: 920_001,
  comesFrom: 'officer',
  reason: 'Mathematics',
  themes: ['Mathematics'],
  phase: 'primary',
  designations: [],
  halfDays: 12,
  startsOn: STARTS,
  endsOn: ENDS,
  waysOfWorking: null,
  notSameTown: false,
  otherLimits: null,
}
export const terms: AgreementTerms = {
  objectives: 'Progress in mathematics',
  measures: 'Results in July',
  pattern: null,
  halfDays: 12,
  rate: 'Support by a headteacher',
  ratePence: 40_000,
  supplyCoverPence: 0,
  fund: 'School improvement',
  confidentiality: 'Between the two heads',
  exitStrategy: 'Recommendations go to governors',
  startsOn: STARTS,
  endsOn: ENDS,
}
/** The same terms as the form sends them. */
export const form = {
  objectives: terms.objectives,
  measures: terms.measures,
  days: '6',
  rate: terms.rate,
  ratePounds: '400',
  supply: '0',
  fund: terms.fund,
  confidentiality: terms.confidentiality,
  exit: terms.exitStrategy,
  starts: STARTS,
  ends: ENDS,
}

export type Cast = {
  lead: SignedIn
  standards: SignedIn
  head: SignedIn
  homeHead: SignedIn
  supporter: SignedIn
  supporterId: string
  adviser: SignedIn
}

/** Two schools and the people of an agreement; call once a test file. */
export async function cast(t: TestApp): Promise<Cast> {
  const { id: organisationId, areas } = t.organisation
  await insertSchool(t.database, {
    urn: 920_001,
    name: 'Rowan Primary School',
    organisationId,
    areaId: areas.district,
    latitude: 51,
    longitude: 0,
  })
  await insertSchool(t.database, {
    urn: 920_002,
    name: 'Alder Primary School',
    organisationId,
    areaId: areas.otherDistrict,
    latitude: 51.1,
    longitude: 0,
  })
  const lead = await t.signInAs('lead adviser', { kind: 'all' }, { name: 'Lorcan Ironside' })
  const supporterId = await addSupporter(t, lead, supporter)
  const personId = await asActor(
    t.database,
    lead.actor,
    async (db) => (await supporterById(db, supporterId))!.personId,
  )
  return {
    lead,
    supporterId,
    standards: await t.signInAs('head of standards'),
    head: await t.signInAs('headteacher', { kind: 'school', id: '920001' }, { name: 'Gwen Marchbanks' }),
    homeHead: await t.signInAs('headteacher', { kind: 'school', id: '920002' }),
    supporter: await t.signInAs('supporter', { kind: 'own' }, { id: personId }),
    adviser: await t.signInAs('adviser', { kind: 'area', id: areas.area }),
  }
}

export async function addSupporter(t: TestApp, by: SignedIn, entry: SupporterEntry): Promise<string> {
  const saved = await asActor(t.database, by.actor, (db) => saveSupporter(db, t.organisation.id, null, entry))
  return 'id' in saved ? saved.id : ''
}

/** A need that is shortlisted, with the supporter chosen. */
export function chosenNeed(
  t: TestApp,
  by: SignedIn,
  supporterId: string,
  change: Partial<NeedEntry> = {},
): Promise<string> {
  return asActor(t.database, by.actor, async (db) => {
    const id = await addNeed(db, by.actor, { ...need, ...change })
    await moveNeed(db, id, null, ['open', 'shortlisted'])
    await chooseSupporter(db, by.actor, id, supporterId, [], null)
    return id
  })
}
