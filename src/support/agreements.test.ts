import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { type TestApp, testApp } from '../../test/setup/app.ts'
import { insertSchool } from '../../test/setup/schools.ts'
import { approveAgreement, proposeAgreement, sendForApproval, signAgreement } from './agreements.actions.ts'
import {
  agreementChanges,
  agreementStates,
  costPence,
  mayMove,
  movesByHand,
  whyDaysShort,
  whyNotApprove,
} from './agreements.rules.ts'
import { partiesWithoutAnybody, whoIsAsked, whoSigns } from './signatories.rules.ts'
import { addSupporter, type Cast, cast, chosenNeed, form, supporter, terms, YEAR } from './support.fixture.ts'

describe('The rules of an agreement', () => {
  test('cost is days times rate and supply cover, in whole pence for every half day', () => {
    expect(costPence(terms)).toBe(240_000)
    expect(costPence({ halfDays: 13, ratePence: 40_000, supplyCoverPence: 12_345 })).toBe(272_345)
    fc.assert(
      fc.property(fc.nat(400), fc.nat(500_000), fc.nat(10_000_000), (halfDays, half, supplyCoverPence) => {
        const cost = costPence({ halfDays, ratePence: half * 2, supplyCoverPence })
        expect(Number.isSafeInteger(cost)).toBe(true)
        expect(cost).toBe(halfDays * half + supplyCoverPence)
      }),
    )
  })

  test('nobody approves what they proposed, what was not sent, or what is decided already', () => {
    const waiting = { state: 'proposed' as const, sentAt: '2026-01-01', proposedById: 'a' }
    expect(whyNotApprove(waiting, 'b')).toBeNull()
    expect(whyNotApprove(waiting, 'a')).toContain('proposed themselves')
    expect(whyNotApprove({ ...waiting, sentAt: null }, 'b')).toContain('not been sent')
    expect(whyNotApprove({ ...waiting, state: 'active' }, 'b')).toContain('active')
  })

  test('days are short when too few are free in a year, or nothing was said about it', () => {
    const asked = [{ academicYear: '2026-27', halfDays: 12 }]
    expect(whyDaysShort(asked, [{ academicYear: '2026-27', offered: 20, committed: 8 }])).toBeNull()
    expect(whyDaysShort(asked, [{ academicYear: '2026-27', offered: 20, committed: 9 }])).toContain(
      '5½ days free in 2026-27',
    )
    expect(whyDaysShort(asked, [{ academicYear: '2025-26', offered: 20, committed: 0 }])).toContain(
      'has not said',
    )
    expect(whyDaysShort([{ academicYear: '2026-27', halfDays: 0 }], [])).toBeNull()
  })

  test('who is asked to sign is said in full only when somebody can for each party', () => {
    const nobody = { supporter: [], 'receiving head': [], adviser: [] }
    const all = partiesWithoutAnybody(nobody, [])
    expect(all).toEqual(['supporter', 'receiving head', 'adviser'])
    expect(whoIsAsked(all)).toBe('nobody can be asked to sign yet')
    expect(whoIsAsked([])).toBe('three people are asked to sign')
    expect(whoIsAsked(['supporter'])).toBe(
      'only the head of the receiving school and the adviser can be asked to sign yet',
    )
    // Whoever has signed is not missing.
    expect(partiesWithoutAnybody(nobody, [{ party: 'adviser' }])).toEqual(['supporter', 'receiving head'])
    const names = ['Ada', 'Ben', 'Cy', 'Di'].map((name) => ({ name }))
    expect(whoSigns({ ...nobody, adviser: names.slice(0, 2) }, 'adviser')).toBe('Ada or Ben can sign')
    expect(whoSigns({ ...nobody, adviser: names }, 'adviser')).toBe('Any of 4 people can sign')
    expect(whoSigns(nobody, 'adviser')).toBeNull()
  })

  test('what has ended goes nowhere, and nobody signs or approves by hand', () => {
    for (const state of ['completed', 'ended early', 'cancelled'] as const)
      expect(agreementStates.filter((to) => mayMove(state, to))).toEqual([])
    expect(movesByHand('proposed')).toEqual(['cancelled'])
    expect(movesByHand('active')).toEqual(['paused', 'completed', 'ended early'])
  })
})

describe('An agreement', () => {
  let t: TestApp
  let c: Cast

  beforeAll(async () => {
    t = await testApp()
    c = await cast(t)
  })

  const text = async (response: Response | Promise<Response>) => (await response).text()
  const location = (response: Response) => response.headers.get('Location') ?? ''
  const row = (id: string) =>
    asSystem(t.database, (db) =>
      db.selectFrom('agreements').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    )
  const needState = async (id: string) =>
    (
      await asSystem(t.database, (db) =>
        db.selectFrom('needs').select('state').where('id', '=', id).executeTakeFirstOrThrow(),
      )
    ).state
  const mail = () =>
    asSystem(t.database, (db) =>
      db.selectFrom('messages').select(['to_address', 'subject', 'body']).orderBy('created_at').execute(),
    )
  const version = async (id: string) => String((await row(id)).version)
  const telling = { address: 'http://localhost/agreements/x', people: [] }

  /** A supporter with days of their own, who signs in. */
  async function freeSupporter(): Promise<string> {
    const id = await addSupporter(t, c.lead, { ...supporter, email: `${crypto.randomUUID()}@example.org` })
    const one = await asSystem(t.database, (db) =>
      db.selectFrom('supporters').select('person_id').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    await t.signInAs('supporter', { kind: 'own' }, { id: one.person_id })
    return id
  }

  /** Proposed and, as far as asked, sent, approved and signed, through the actions. */
  async function made(
    until: 'proposed' | 'sent' | 'approved' | 'active',
    change: Partial<typeof terms> = {},
    supporterId?: string,
    urn = 920_001,
  ) {
    const chosen =
      supporterId ??
      (await addSupporter(t, c.lead, { ...supporter, email: `${crypto.randomUUID()}@example.org` }))
    const personId = await asSystem(t.database, async (db) => {
      const one = await db
        .selectFrom('supporters')
        .select('person_id')
        .where('id', '=', chosen)
        .executeTakeFirstOrThrow()
      return one.person_id
    })
    const needId = await chosenNeed(t, c.lead, chosen, { urn })
    const id = (await asActor(t.database, c.lead.actor, (db) =>
      proposeAgreement(db, c.lead.actor, needId, chosen, { ...terms, ...change }),
    ))!
    if (until === 'proposed') return { id, needId }
    await asActor(t.database, c.lead.actor, (db) => sendForApproval(db, c.lead.actor, id, 1, telling))
    if (until === 'sent') return { id, needId }
    await asActor(t.database, c.standards.actor, (db) =>
      approveAgreement(db, c.standards.actor, id, 2, null, telling),
    )
    if (until === 'approved') return { id, needId }
    for (const [person, party] of [
      [personId, 'supporter'],
      [c.head.actor.personId, 'receiving head'],
      [c.lead.actor.personId, 'adviser'],
    ] as const) {
      const by = { organisationId: t.organisation.id, personId: person }
      await asActor(t.database, c.lead.actor, (db) => signAgreement(db, by, id, party, '2026-11-22', telling))
    }
    return { id, needId }
  }

  test('goes from a chosen supporter to active through the web, told by mail without detail', async () => {
    const needId = await chosenNeed(t, c.lead, c.supporterId)
    const asked = await text(c.lead.get(`/agreements/new?need=${needId}&supporter=${c.supporterId}`))
    expect(asked).toContain('Support by a headteacher: £400 a day')
    expect(asked).toContain(`Philippa Oakenfold has 10 days free in ${YEAR}.`)
    const wrong = await c.lead.post('/agreements/new', {
      ...form,
      need: needId,
      supporter: c.supporterId,
      ends: '',
      days: '3.2',
    })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('an agreement always has an end')
    const proposed = await c.lead.post('/agreements/new', {
      ...form,
      need: needId,
      supporter: c.supporterId,
      objectives: '<script>alert(1)</script>',
    })
    const address = location(proposed)
    const id = address.split('/')[2]!
    const shown = await text(c.lead.get(address))
    expect(shown).toContain('6 days at £400 a day: £2,400')
    expect(shown).toContain('&lt;script&gt;alert(1)')
    expect(shown).not.toContain('<script>alert(1)')
    expect(await mail()).toEqual([])
    expect(await needState(needId)).toBe('offered')

    expect(await text(c.lead.get(`${address}/send`))).toContain(`${c.standards.actor.name}, by mail`)
    expect((await c.lead.post(`${address}/send`, { _version: '1' })).status).toBe(303)
    expect((await mail()).map(({ subject }) => subject)).toEqual([
      'A support agreement waits for your approval',
    ])
    // A lead adviser prepares and may not approve; nobody signs before approval.
    expect((await c.lead.get(`${address}/approve`)).status).toBe(403)
    expect((await c.head.get(`${address}/sign`)).status).toBe(404)
    expect(await text(c.standards.get(`${address}/approve`))).toContain('Approve £2,400?')
    expect((await c.standards.post(`${address}/approve`, { _version: '2' })).status).toBe(422)
    expect(
      (await c.standards.post(`${address}/approve`, { _version: '2', decision: 'approve' })).status,
    ).toBe(303)
    expect(
      (await mail())
        .slice(1)
        .map(({ to_address }) => to_address)
        .toSorted(),
    ).toHaveLength(3)

    for (const one of [c.supporter, c.head, c.adviser]) {
      const page = await text(one.get(`${address}/sign`))
      expect(page).toContain('What will happen')
      expect(page).not.toContain('01234 555 000')
      expect((await one.post(`${address}/sign`, { _version: '3' })).status).toBe(422)
      expect((await one.post(`${address}/sign`, { _version: '3', agree: 'yes' })).status).toBe(303)
      // Nobody signs twice, and the page says that it is for that, not for want of a role.
      const twice = await one.get(`${address}/sign`)
      expect(twice.status).toBe(403)
      expect(await twice.text()).toContain('You have signed this agreement already')
    }
    expect((await row(id)).state).toBe('active')
    expect(await needState(needId)).toBe('placed')
    for (const { body } of await mail()) {
      expect(body).toContain(`http://localhost${address}`)
      expect(body).not.toMatch(/Rowan|Philippa Oakenfold for|2,400|alert/)
    }
    const last = (await mail()).filter(({ subject }) => subject === 'A support agreement is active')
    expect(last.map(({ to_address }) => to_address)).toContain('philippa@example.org')
    // The home school's head hears that a colleague is placed.
    const homeHead = await asSystem(t.database, (db) =>
      db
        .selectFrom('people')
        .select('email')
        .where('id', '=', c.homeHead.actor.personId)
        .executeTakeFirstOrThrow(),
    )
    expect(last.map(({ to_address }) => to_address)).toContain(homeHead.email)
    expect(await text(c.lead.get('/agreements?q=rowan'))).toContain('Philippa Oakenfold')
    expect(await text(c.lead.get('/agreements/export'))).toContain(
      `Rowan Primary School,920001,Philippa Oakenfold,active,`,
    )
  })

  test('says who can sign, and claims three people only when there are three', async () => {
    const ready = await made('sent', {}, await freeSupporter())
    expect(await text(c.standards.get(`/agreements/${ready.id}/approve`))).toContain(
      'three people are asked to sign',
    )
    const shown = await text(c.lead.get(`/agreements/${ready.id}`))
    expect(shown).toContain('Gwen Marchbanks can sign')
    expect(shown).not.toContain('Nobody can sign yet')
    const sign = await made('approved', { pattern: 'Every Tuesday', objectives: 'Reading\nWriting' })
    const page = await text(c.head.get(`/agreements/${sign.id}/sign`))
    expect(page).toContain('Results in July')
    expect(page).toContain('Every Tuesday')
    expect(page).toContain('<span class="alongside-lines">Reading\nWriting</span>')
    expect(page).toContain('If something should change, tell Lorcan Ironside before you sign.')
  })

  test('says that nobody signs in as the head or the supporter yet, and leads to inviting them', async () => {
    await insertSchool(t.database, {
      urn: 920_003,
      name: 'Hazel Primary School',
      organisationId: t.organisation.id,
      areaId: t.organisation.areas.district,
      latitude: 51,
      longitude: 0,
    })
    const { id } = await made('proposed', {}, undefined, 920_003)
    const head = 'Nobody signs in as head of Hazel Primary School yet. Ask an administrator to invite them'
    const unsigned = 'Philippa Oakenfold does not sign in as a supporter yet.'
    const send = await text(c.lead.get(`/agreements/${id}/send`))
    for (const sentence of [head, unsigned]) expect(send).toContain(sentence)
    expect(send).not.toContain('The supporter and the school hear of it')
    expect(send).not.toContain('href="/people/new"')
    await c.lead.post(`/agreements/${id}/send`, { _version: '1' })

    const approve = await text(c.standards.get(`/agreements/${id}/approve`))
    expect(approve).toContain('only the adviser can be asked to sign yet')
    expect(approve).not.toContain('three people')
    const before = (await mail()).length
    const approved = await c.standards.post(`/agreements/${id}/approve`, {
      _version: '2',
      decision: 'approve',
    })
    expect(approved.status).toBe(303)
    // Of the three only the adviser can: nobody without an account is asked for a signature.
    expect((await mail()).slice(before)).toHaveLength(1)
    const after = await text(c.standards.get(`/agreements/${id}`))
    expect(after).toContain('Told: Lorcan Ironside. Philippa Oakenfold does not sign in')

    const waiting = await text(c.lead.get(`/agreements/${id}`))
    for (const sentence of [head, unsigned, 'Nobody can sign yet']) expect(waiting).toContain(sentence)
    const also = await t.signInAs('head of standards')
    const manager = await t.signInAs('system administrator', { kind: 'all' }, { id: also.actor.personId })
    const led = await text(manager.get(`/agreements/${id}`))
    expect(led).toContain('href="/people/new"')
    expect(led).toMatch(/href="\/people\/[0-9a-f-]{36}"/)
    // Once the head is invited, the page names who can sign.
    await t.signInAs('headteacher', { kind: 'school', id: '920003' }, { name: 'Una Threlkeld' })
    const now = await text(c.lead.get(`/agreements/${id}`))
    expect(now).toContain('Una Threlkeld can sign')
    expect(now).not.toContain(head)
  })

  test('shows the parties how to reach each other only while it is active', async () => {
    const { id: waiting } = await made('approved')
    expect(await text(c.head.get(`/agreements/${waiting}`))).not.toContain('01234 555 000')
    const { id } = await made('active')
    expect(await text(c.head.get(`/agreements/${id}`))).toContain('01234 555 000')
    expect(await text(c.standards.get(`/agreements/${id}`))).not.toContain('01234 555 000')
    await c.lead.post(`/agreements/${id}/state/ended-early`, {
      _version: await version(id),
      reason: 'It did not fit',
    })
    expect(await text(c.head.get(`/agreements/${id}`))).not.toContain('01234 555 000')
  })

  test('of two for a supporter’s last days only one is approved, even at once', async () => {
    const one = await addSupporter(t, c.lead, { ...supporter, email: 'last@example.org' })
    const agreements = [await made('sent', {}, one), await made('sent', {}, one)]
    const answers = await Promise.all(
      agreements.map(({ id }) =>
        c.standards.post(`/agreements/${id}/approve`, { _version: '2', decision: 'approve' }),
      ),
    )
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['303', '422'])
    const refused = answers.find(({ status }) => status === 422)!
    expect(await refused.text()).toContain(`4 days free in ${YEAR}; this agreement takes 6 days`)
  })

  test('cannot overcommit a supporter even past the actions: the database holds it', async () => {
    const one = await addSupporter(t, c.lead, { ...supporter, email: 'past@example.org' })
    const agreements = [await made('sent', {}, one), await made('sent', {}, one)]
    const force = (id: string) =>
      asActor(t.database, c.standards.actor, (db) =>
        db
          .updateTable('agreements')
          .set({ state: 'approved', approved_by: c.standards.actor.personId, approved_at: new Date() })
          .where('id', '=', id)
          .execute(),
      )
    const outcomes = await Promise.allSettled(agreements.map(({ id }) => force(id)))
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(
      String((outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason),
    ).toContain('not so many days free')
  })

  test('is checked by the database: states, signatures, approval by another, terms that stand still', async () => {
    const rows = await asSystem(t.database, (db) =>
      db
        .selectFrom('allowed_state_changes')
        .select(['from_state', 'to_state'])
        .where('kind', '=', 'agreement')
        .execute(),
    )
    expect(new Set(rows.map((one) => `${one.from_state} → ${one.to_state}`))).toEqual(
      new Set(agreementChanges.map(([from, to]) => `${from} → ${to}`)),
    )
    const force = (id: string, change: Record<string, unknown>) =>
      asActor(t.database, c.lead.actor, (db) =>
        db.updateTable('agreements').set(change).where('id', '=', id).execute(),
      )
    const { id: sent } = await made('sent')
    await expect(
      force(sent, { state: 'approved', approved_by: c.lead.actor.personId, approved_at: new Date() }),
    ).rejects.toThrow(/check constraint/)
    await expect(force(sent, { state: 'active' })).rejects.toThrow(/check constraint|cannot go/)
    const { id: approved } = await made('approved')
    await expect(force(approved, { state: 'signed' })).rejects.toThrow(/three signatures/)
    await expect(force(approved, { half_days: 14 })).rejects.toThrow(/do not change/)
    await expect(force(approved, { ends_on: null })).rejects.toThrow(/not-null/)
    const sign = (party: string, personId: string) =>
      asActor(t.database, c.lead.actor, (db) =>
        db
          .insertInto('agreement_signatures')
          .values({
            organisation_id: t.organisation.id,
            agreement_id: approved,
            party,
            person_id: personId,
          })
          .execute(),
      )
    await expect(sign('supporter', c.lead.actor.personId)).rejects.toThrow(/in person/)
    await sign('adviser', c.lead.actor.personId)
    await expect(sign('receiving head', c.lead.actor.personId)).rejects.toThrow(/unique/)
    const { id: active } = await made('active')
    for (const to of agreementStates.filter((to) => to !== 'active')) {
      const outcome = await asActor(t.database, c.lead.actor, async (db) => {
        await db
          .updateTable('agreements')
          .set({ state: to, state_reason: 'x' })
          .where('id', '=', active)
          .execute()
        throw new Error('taken back')
      }).catch((error: Error) => error.message)
      expect([to, outcome === 'taken back']).toEqual([to, mayMove('active', to)])
    }
  })

  test('may be prepared by somebody who only prepares, and is not approved by its proposer', async () => {
    const office = await t.signInAs('business support officer')
    const needId = await chosenNeed(t, c.lead, c.supporterId, { halfDays: 2 })
    const address = location(
      await office.post('/agreements/new', { ...form, days: '1', need: needId, supporter: c.supporterId }),
    )
    expect((await office.post(`${address}/send`, { _version: '1' })).status).toBe(303)
    expect((await office.get(`${address}/approve`)).status).toBe(403)
    expect((await office.get(`${address}/state/cancelled`)).status).toBe(403)
    const second = await chosenNeed(t, c.standards, c.supporterId, { halfDays: 2 })
    const own = location(
      await c.standards.post('/agreements/new', {
        ...form,
        days: '1',
        need: second,
        supporter: c.supporterId,
      }),
    )
    await c.standards.post(`${own}/send`, { _version: '1' })
    const approving = await c.standards.get(`${own}/approve`)
    expect(approving.status).toBe(403)
    expect(await approving.text()).toContain('Nobody approves what they proposed themselves')
    expect(await text(c.standards.get(own))).not.toContain('Decide on the cost')
    const director = await t.signInAs('director')
    await director.post(`${own}/approve`, { _version: '2', decision: 'refuse' })
    expect((await row(own.split('/')[2]!)).state).toBe('proposed')
    await director.post(`${own}/approve`, { _version: '2', decision: 'refuse', reason: 'Not this year' })
    expect((await row(own.split('/')[2]!)).state).toBe('cancelled')
    expect(await needState(second)).toBe('open')
  })

  test('asks the hard rules again for its own days and dates', async () => {
    const needId = await chosenNeed(t, c.lead, c.supporterId)
    const tooMany = await c.lead.post('/agreements/new', {
      ...form,
      days: '60',
      need: needId,
      supporter: c.supporterId,
    })
    expect(tooMany.status).toBe(422)
    expect(await tooMany.text()).toContain('60 days are needed')
    expect(await needState(needId)).toBe('shortlisted')
  })

  test('changed while it waits has to be sent again, and a stale change shows both versions', async () => {
    const { id } = await made('sent')
    const change = (objectives: string) =>
      c.lead.post(`/agreements/${id}/edit`, { ...form, objectives, _version: '2' })
    expect((await change('The first wording')).status).toBe(303)
    expect((await row(id)).sent_at).toBeNull()
    const stale = await change('The second wording')
    expect(stale.status).toBe(409)
    const page = await stale.text()
    expect(page).toContain('The first wording')
    expect(page).toContain('The second wording')
    // An approval of what was read before the change does not count.
    await c.lead.post(`/agreements/${id}/send`, { _version: '3' })
    expect(
      (await c.standards.post(`/agreements/${id}/approve`, { _version: '2', decision: 'approve' })).status,
    ).toBe(409)
  })

  test('sent twice is proposed once', async () => {
    const needId = await chosenNeed(t, c.lead, c.supporterId, { halfDays: 2 })
    const _key = crypto.randomUUID()
    const send = () =>
      c.lead.post('/agreements/new', { ...form, days: '1', _key, need: needId, supporter: c.supporterId })
    expect(location(await send())).toBe(location(await send()))
  })

  test('ended early gives its days back and opens the need again', async () => {
    const one = await addSupporter(t, c.lead, { ...supporter, email: 'back@example.org' })
    const { id, needId } = await made('active', {}, one)
    const committed = () =>
      asActor(t.database, c.lead.actor, (db) =>
        db
          .selectFrom('supporter_days')
          .select('committed')
          .where('supporter_id', '=', one)
          .executeTakeFirst(),
      )
    expect(await committed()).toEqual({ committed: 12 })
    expect(
      (await c.lead.post(`/agreements/${id}/state/ended-early`, { _version: await version(id) })).status,
    ).toBe(422)
    const ended = await c.lead.post(`/agreements/${id}/state/ended-early`, {
      _version: await version(id),
      reason: 'The school closed',
    })
    expect(ended.status).toBe(303)
    expect(await committed()).toEqual({ committed: 0 })
    expect(await needState(needId)).toBe('open')
  })

  test('is seen by its school, its area and its supporter, and by nobody else', async () => {
    const { id } = await made(
      'active',
      {},
      await addSupporter(t, c.lead, { ...supporter, email: 'seen@example.org' }),
    )
    const stranger = await t.signInAs('supporter', { kind: 'own' })
    const elsewhere = await t.signInAs('adviser', { kind: 'area', id: t.organisation.areas.otherDistrict })
    const other = await t.signInAs(
      'lead adviser',
      { kind: 'all' },
      {
        organisation: await t.insertOrganisation('Eastshire'),
      },
    )
    for (const one of [c.head, c.adviser, c.lead])
      expect((await one.get(`/agreements/${id}`)).status).toBe(200)
    for (const one of [c.homeHead, stranger, elsewhere, other])
      expect((await one.get(`/agreements/${id}`)).status).toBe(404)
    for (const path of ['/edit', '/send', '/approve', '/sign', '/state/cancelled', '/record', '/record/new'])
      expect([path, (await other.get(`/agreements/${id}${path}`)).status].join(' ')).toMatch(/ (404|403)$/)
    expect(await text(stranger.get('/agreements'))).toContain('There are no agreements yet')
    expect(await text(c.supporter.get('/agreements'))).toContain('Philippa Oakenfold')
  })
})
