// Pages of what schools read of their category: the settings, releasing and taking back, and the school's own page.
import { Conflict, NotFound } from '#platform/errors.ts'
import { bankHolidays } from '#platform/bank-holidays.ts'
import { type Exchange, type Route, allow, get, post } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm, refuse, textOf, versionOf } from '#platform/forms.tsx'
import { sendMail } from '#platform/mail.ts'
import { page, redirect } from '#platform/pages.tsx'
import type { Action } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { decisionsOf } from './decisions.queries.ts'
import { parseRelease, parseSettings, settingsValues, withdrawForm } from './notices.forms.ts'
import {
  insertNotice,
  noticeSettings,
  noticesOf,
  readersOf,
  saveNoticeSettings,
  withdrawNotice,
} from './notices.queries.ts'
import { isFirstNews, readBySchool, wordsFor } from './notices.rules.ts'
import { NothingToRelease, ReleaseForm, SchoolNotice, SettingsForm, WithdrawForm } from './notices.views.tsx'
import { ourSchool } from './our-school.queries.ts'
import { newestRound } from './proposals.queries.ts'
import { calendarOf } from './terms.queries.ts'
import { termOf, whyNoFirstNewsOn } from './terms.rules.ts'

const SETTINGS = '/identify/notices'

async function categoriesNow(x: Exchange) {
  const round = await newestRound(x.db, termOf(x.today, await calendarOf(x.db)))
  return round?.categories ?? []
}

async function showSettings(x: Exchange, form?: Filled): Promise<Response> {
  allow(x, 'categories.manage', {}, true)
  const settings = await noticeSettings(x.db)
  return page(
    x.c,
    {
      title: 'What does a school read of its category?',
      back: { href: '/identify/decisions', text: 'Categories' },
      ...(form?.errors ? { errors: true, status: 422 as const } : {}),
    },
    <SettingsForm
      categories={await categoriesNow(x)}
      version={versionOf(x.form) ?? settings.version}
      form={form ?? { values: settingsValues(settings) }}
    />,
  )
}

async function saveSettings(x: Exchange): Promise<Response> {
  allow(x, 'categories.manage', {}, true)
  const before = await noticeSettings(x.db)
  const categories = await categoriesNow(x)
  const parsed = parseSettings(x.form, categories, before)
  if (!parsed.ok) return showSettings(x, parsed)
  const version = versionOf(x.form) ?? -1
  if (!(await saveNoticeSettings(x.db, x.actor.organisationId, { ...parsed.value, version }))) {
    const now = await noticeSettings(x.db)
    throw new Conflict(SETTINGS, now.version, [
      { name: 'shows', label: 'A school reads', theirs: now.shows, yours: parsed.value.shows },
      ...categories.map(({ id, name }) => ({
        name: `words-${id}`,
        label: name,
        theirs: now.words[id] ?? '',
        yours: parsed.value.words[id] ?? '',
      })),
    ])
  }
  return redirect(x.c, SETTINGS, 'Saved. Words that a school reads already stay as they were released.')
}

async function schoolFor(x: Exchange, action: Action, fully = true): Promise<{ urn: number; name: string }> {
  const school = await ourSchool(x.db, x.c.req.param('urn'))
  if (!school) throw new NotFound()
  allow(x, action, await schoolSubject(x.db, school.urn), fully)
  return school
}

/** What could be released today of the school's decision of this term, and what speaks against today. */
async function releasable(x: Exchange, urn: number) {
  const calendar = await calendarOf(x.db)
  const settings = await noticeSettings(x.db)
  // What stands is the newest that is signed off, whatever somebody has prepared since.
  const all = await decisionsOf(x.db, urn, termOf(x.today, calendar))
  const decision = all.find(({ state }) => state === 'final') ?? all[0] ?? null
  const notices = await noticesOf(x.db, urn)
  const current = readBySchool(notices, settings)
  const found = wordsFor(decision, settings)
  const isReleased = notices.some(({ decisionId }) => decisionId === decision?.id)
  const reasons =
    found.words !== null && isFirstNews(found.words, current)
      ? whyNoFirstNewsOn(
          x.today,
          calendar.terms,
          await bankHolidays(x.today, `${Number(x.today.slice(0, 4)) + 1}-01-31`),
        )
      : []
  return { decision, current, found, isReleased, reasons }
}

async function showRelease(x: Exchange, form: Filled = { values: {} }): Promise<Response> {
  const school = await schoolFor(x, 'categories.release')
  const { decision, current, found, isReleased, reasons } = await releasable(x, school.urn)
  const options = {
    title: `Let ${school.name} read this?`,
    back: { href: `/identify/schools/${school.urn}`, text: school.name },
    ...(form.errors ? { errors: true, status: 422 as const } : {}),
  }
  if (found.words === null || decision === null || isReleased)
    return page(
      x.c,
      options,
      <NothingToRelease
        school={school}
        why={
          isReleased
            ? 'What is decided for this term has been released before. Decide again to release other words.'
            : (found.why ?? 'No category has been decided for this school this term.')
        }
      />,
    )
  return page(
    x.c,
    options,
    <ReleaseForm
      school={school}
      words={found.words}
      current={current}
      reasons={reasons}
      readers={(await readersOf(x.db, school.urn, x.today)).map(({ name }) => name)}
      decisionId={decision.id}
      form={form}
    />,
  )
}

async function release(x: Exchange): Promise<Response> {
  const school = await schoolFor(x, 'categories.release')
  const { decision, found, isReleased, reasons } = await releasable(x, school.urn)
  if (found.words === null || decision === null || isReleased) return showRelease(x, refuse(x.form))
  // Another decision stands by now: the words that this person read are not the ones that would go out.
  if (textOf(x.form, 'decision') !== decision.id)
    return showRelease(
      x,
      refuse(x.form, {
        field: 'release',
        text: 'The decision has changed since you opened this page. Read what the school would read now',
      }),
    )
  const parsed = parseRelease(x.form, reasons)
  if (!parsed.ok) return showRelease(x, parsed)
  const { organisationId, personId, organisationName } = x.actor
  const kept = await insertNotice(x.db, {
    organisationId,
    personId,
    urn: school.urn,
    decisionId: decision.id,
    academicYear: decision.academicYear,
    term: decision.term,
    words: found.words,
    overrideReason: parsed.value.overrideReason,
    on: x.today,
  })
  if (!kept) return redirect(x.c, `/identify/schools/${school.urn}`, 'Somebody has released it already.')
  const told: string[] = []
  for (const { id, name, email } of await readersOf(x.db, school.urn, x.today)) {
    if (email === null) continue
    await sendMail(x.db, {
      organisationId,
      to: email,
      toPersonId: id,
      subject: `${organisationName} has written to you about support`,
      body: [
        `Dear ${name},`,
        `There is something for you to read about support for ${school.name}.`,
        `Sign in to read it: ${x.platform.address}/schools/${school.urn}/notice`,
      ].join('\n\n'),
    })
    told.push(name)
  }
  return redirect(
    x.c,
    `/identify/schools/${school.urn}`,
    `Released. ${told.length > 0 ? `Told by mail that there is something to read: ${told.join(', ')}.` : 'Nobody was told by mail.'}`,
  )
}

async function showWithdraw(x: Exchange, form: Filled = { values: {} }): Promise<Response> {
  const school = await schoolFor(x, 'categories.release')
  return page(
    x.c,
    {
      title: `Why should ${school.name} no longer read it?`,
      back: { href: `/identify/schools/${school.urn}`, text: school.name },
      ...(form.errors ? { errors: true, status: 422 as const } : {}),
    },
    <WithdrawForm school={school} form={form} />,
  )
}

export const noticeRoutes: readonly Route[] = [
  get('/identify/notices', 'categories.manage', (x) => showSettings(x)),
  post('/identify/notices', 'categories.manage', saveSettings),
  get('/identify/schools/:urn/release', 'categories.release', (x) => showRelease(x)),
  post('/identify/schools/:urn/release', 'categories.release', release),
  get('/identify/schools/:urn/withdraw', 'categories.release', (x) => showWithdraw(x)),
  post('/identify/schools/:urn/withdraw', 'categories.release', async (x) => {
    const school = await schoolFor(x, 'categories.release')
    const parsed = parseForm(withdrawForm, x.form)
    if (!parsed.ok) return showWithdraw(x, parsed)
    // Everything that is out, or the one before would be read again.
    for (const { id, withdrawnOn } of await noticesOf(x.db, school.urn))
      if (withdrawnOn === null)
        await withdrawNotice(x.db, { id, personId: x.actor.personId, why: parsed.value.why, on: x.today })
    return redirect(
      x.c,
      `/identify/schools/${school.urn}`,
      'Taken back. The school reads nothing of its category now.',
    )
  }),
  get('/schools/:urn/notice', 'notices.view', async (x) => {
    const school = await schoolFor(x, 'notices.view')
    const reads = readBySchool(await noticesOf(x.db, school.urn), await noticeSettings(x.db))
    return page(
      x.c,
      {
        title: 'What you have been told about support',
        back: { href: `/schools/${school.urn}`, text: school.name },
      },
      <SchoolNotice
        school={school}
        organisation={x.actor.organisationName}
        notice={reads && { words: reads.words, releasedOn: reads.releasedOn }}
      />,
    )
  }),
]
