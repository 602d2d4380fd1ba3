// Two people deciding at once, with their transactions truly open side by side: one has written and not yet
// committed while the other's request waits for it in the database. Nothing of either is lost, and no half is kept.
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { type Db, asActor, asSystem } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { type SignedIn, testApp } from '../../test/setup/app.ts'
import { FOCUS, OTHER, SUPPRESSED, decide, insertCounty, propose, termNow } from './decisions.fixture.ts'
import { decisionsOf, insertDecision } from './decisions.queries.ts'
import { versionOfRow } from './moderation.rules.ts'
import { newestRound } from './proposals.queries.ts'
import { insertRating, ratingsOf } from './ratings.queries.ts'
import type { Term } from './terms.rules.ts'

const app = await testApp()
let lead: SignedIn
let other: SignedIn
let term: Term
let round: string

beforeAll(async () => {
  await insertCounty(app)
  lead = await app.signInAs('lead adviser', { kind: 'all' }, { name: 'Lena Leader' })
  other = await app.signInAs('head of standards', { kind: 'all' }, { name: 'Hugo Head' })
  round = await propose(app, other)
  term = await termNow(app, lead)
})

/** Sends `request` while what `write` wrote is not yet committed, and commits once the request waits for it. */
async function meanwhile(
  write: (db: Db) => Promise<boolean>,
  request: () => Promise<Response>,
): Promise<Response> {
  const { answer } = await asActor(app.database, lead.actor, async (db) => {
    expect(await write(db)).toBe(true)
    const sent = request()
    const waits = () =>
      asSystem(app.database, async (system) => {
        const { rows } = await sql<{ waiting: boolean }>`
          SELECT count(*) > 0 AS waiting FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          WHERE a.datname = current_database() AND NOT l.granted`.execute(system)
        return rows[0]?.waiting
      })
    await expect.poll(waits, { timeout: 10_000 }).toBe(true)
    // In an object, or the transaction would wait for the request that waits for it.
    return { answer: sent }
  })
  return answer
}

const rated = (urn: number) => (db: Db) =>
  insertRating(db, {
    ...term,
    organisationId: lead.actor.organisationId,
    personId: lead.actor.personId,
    urn,
    version: 0,
    rating: 'red',
    direction: 'declining',
    rationale: 'What Lena saw.',
    inModeration: false,
    on: todayInEngland(),
  })
const decided = (urn: number) => async (db: Db) => {
  const { categories = [] } = (await newestRound(db, term)) ?? {}
  return insertDecision(db, {
    ...term,
    organisationId: lead.actor.organisationId,
    personId: lead.actor.personId,
    urn,
    version: 0,
    outcome: 'overridden',
    category: categories.find(({ id }) => id === 'prevention-other')!,
    reason: 'What Lena saw.',
    until: null,
    roundId: round,
    state: 'final',
    preparedBy: null,
    inModeration: false,
    on: todayInEngland(),
  })
}
const kept = (urn: number) =>
  asActor(app.database, lead.actor, async (db) => ({
    ratings: (await ratingsOf(db, urn)).map(({ by }) => by),
    decisions: (await decisionsOf(db, urn)).map(({ by }) => by),
  }))

async function expectBoth(answer: Response): Promise<void> {
  expect(answer.status).toBe(409)
  const html = await answer.text()
  expect(html).toContain('What Lena saw.')
  expect(html).toContain('What Hugo saw.')
}

test('a decision that waited for another shows both, and the other stands', async () => {
  await expectBoth(
    await meanwhile(decided(FOCUS), () =>
      decide(other, FOCUS, round, 0, {
        decision: 'override',
        category: 'prevention-2011',
        reason: 'What Hugo saw.',
      }),
    ),
  )
  expect(await kept(FOCUS)).toEqual({ ratings: [], decisions: ['Lena Leader'] })
})

test('a rating that waited for another shows both, and the other stands', async () => {
  await expectBoth(
    await meanwhile(rated(FOCUS), () =>
      other.post(`/identify/schools/${FOCUS}/rating`, {
        _version: '0',
        rating: 'green',
        direction: 'steady',
        rationale: 'What Hugo saw.',
      }),
    ),
  )
  expect((await kept(FOCUS)).ratings).toEqual(['Lena Leader'])
})

const moderated = (urn: number) => () =>
  other.post(`/identify/schools/${urn}/moderation`, {
    _version: String(versionOfRow(0, 0)),
    rating: 'green',
    direction: 'steady',
    category: 'prevention-2011',
    rationale: 'What Hugo saw.',
  })

test.each([
  ['a rating', OTHER, rated, { ratings: ['Lena Leader'], decisions: [] }],
  ['a decision', SUPPRESSED, decided, { ratings: [], decisions: ['Lena Leader'] }],
] as const)(
  'a change in moderation that waited for %s shows both and keeps no half',
  async (_, urn, write, stands) => {
    await expectBoth(await meanwhile(write(urn), moderated(urn)))
    expect(await kept(urn)).toEqual(stands)
  },
)
