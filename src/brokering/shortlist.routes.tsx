// Owns the addresses of a need's shortlist and of choosing from it. The proposal itself is an agreement's.
import { DecisionPage } from '#govuk/pages/decision-page.tsx'
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, queryOf, type Route } from '#platform/exchange.ts'
import { FormKey, textOf, Version, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { chooseSupporter, moveNeed } from './needs.actions.ts'
import { needById, type NeedRecord } from './needs.queries.ts'
import { everybodyFor, wantedBy } from './shortlist.queries.ts'
import { type Candidate, type RuleName, ruleNames, shortlist, usualWeights } from './shortlist.rules.ts'
import { ShortlistPage } from './shortlist.views.tsx'

const CANDIDATES = 20
const RULED_OUT = 25

export const shortlistRoutes: readonly Route[] = [
  get('/needs/:id/shortlist', 'shortlist.view', async (x) => {
    const need = await shortlistable(x)
    const { candidates, ruledOut } = await shortlistOf(x, need)
    const rule = queryOf(x, 'rule')
    const shown = rule ? ruledOut.filter(({ against }) => against.some((one) => one.rule === rule)) : ruledOut
    const first = pageOf(queryOf(x, 'page'), candidates.length, CANDIDATES)
    const second = pageOf(queryOf(x, 'out'), shown.length, RULED_OUT)
    const subject = await schoolSubject(x.db, need.entry.urn)
    return page(
      x.c,
      {
        title: `Who could help ${need.school.name}?`,
        back: { href: `/needs/${need.id}`, text: 'Back to the need' },
      },
      <ShortlistPage
        need={need}
        candidates={candidates.slice((first.page - 1) * CANDIDATES, first.page * CANDIDATES)}
        candidateTotal={candidates.length}
        candidatePages={first}
        ruledOut={shown.slice((second.page - 1) * RULED_OUT, second.page * RULED_OUT)}
        ruledOutTotal={ruledOut.length}
        ruledOutPages={second}
        byRule={(Object.keys(ruleNames) as RuleName[])
          .map((rule) => ({
            rule,
            many: ruledOut.filter(({ against }) => against.some((one) => one.rule === rule)).length,
          }))
          .filter(({ many }) => many > 0)}
        rule={rule}
        weights={usualWeights}
        canChoose={
          ['open', 'shortlisted'].includes(need.state) && can(x.actor, 'needs.manage', subject) === 'yes'
        }
      />,
    )
  }),

  get('/needs/:id/shortlist/export', 'shortlist.view', async (x) => {
    const need = await shortlistable(x)
    const { candidates, ruledOut } = await shortlistOf(x, need)
    const parts = candidates[0]?.parts.map(({ label }) => label) ?? []
    return csvResponse(
      x.c,
      `shortlist-${need.entry.urn}-${x.today}`,
      ['Name', 'Candidate', 'Score', ...parts, 'Kilometres', 'To weigh, or why ruled out'],
      [
        ...candidates.map((one) => [
          one.name,
          'yes',
          one.score,
          ...one.parts.map(({ points }) => points),
          one.km === null ? null : Math.round(one.km * 10) / 10,
          one.warnings.join(' '),
        ]),
        ...ruledOut.map((one) => [
          one.name,
          'no',
          null,
          ...parts.map(() => null),
          null,
          one.against.map(({ sentence }) => sentence).join(' '),
        ]),
      ],
    )
  }),

  get('/needs/:id/choose/:supporter', 'needs.manage', async (x) => {
    const { need, candidate } = await choosable(x)
    return choosePage(x, need, candidate)
  }),

  post('/needs/:id/choose/:supporter', 'needs.manage', async (x) => {
    const { need, candidate } = await choosable(x)
    const reason = textOf(x.form, 'reason').trim().slice(0, 2_000) || null
    if (candidate.warnings.length > 0 && !reason)
      return choosePage(x, need, candidate, 'Say why these are set aside')
    if (!(await moveNeed(x.db, need.id, versionOf(x.form) ?? -1, ['shortlisted'])))
      throw new Conflict(`/needs/${need.id}/shortlist`, need.version, [
        { name: 'state', label: 'State of the need', theirs: need.state, yours: 'shortlisted' },
        { name: 'reason', label: 'Reason', theirs: '', yours: reason ?? '' },
      ])
    await chooseSupporter(x.db, x.actor, need.id, candidate.id, candidate.warnings, reason)
    return redirect(
      x.c,
      `/agreements/new?need=${need.id}&supporter=${candidate.id}`,
      `${candidate.name} is chosen. Next: propose what is to be agreed.`,
    )
  }),
]

const shortlistOf = async (x: Exchange, need: NeedRecord) =>
  shortlist(wantedBy(need), await everybodyFor(x.db, need))

async function shortlistable(x: Exchange): Promise<NeedRecord> {
  const need = await needById(x.db, x.actor, x.c.req.param('id') ?? '')
  if (!need) throw new NotFound('need')
  allow(x, 'shortlist.view', await schoolSubject(x.db, need.entry.urn))
  return need
}

/** The need and the candidate of the address; somebody whom a rule rules out cannot be chosen. */
async function choosable(x: Exchange): Promise<{ need: NeedRecord; candidate: Candidate }> {
  const need = await shortlistable(x)
  allow(x, 'needs.manage', await schoolSubject(x.db, need.entry.urn), true)
  const { candidates } = await shortlistOf(x, need)
  const candidate = candidates.find(({ id }) => id === x.c.req.param('supporter'))
  if (!candidate || !['open', 'shortlisted'].includes(need.state)) throw new NotFound('candidate')
  return { need, candidate }
}

function choosePage(x: Exchange, need: NeedRecord, candidate: Candidate, error?: string) {
  const isWarned = candidate.warnings.length > 0
  return page(
    x.c,
    {
      title: `Choose ${candidate.name}`,
      errors: error !== undefined,
      ...(error ? { status: 422 as const } : {}),
    },
    <DecisionPage
      caption={need.school.name}
      heading={`Choose ${candidate.name}?`}
      errors={error ? [{ field: 'reason', text: error }] : []}
      hidden={
        <>
          <FormKey />
          <Version value={versionOf(x.form) ?? need.version} />
        </>
      }
      facts={[
        { key: { text: 'Score' }, value: { text: `${candidate.score.toFixed(1)} of 100` } },
        ...candidate.parts.map(({ label, points, most, text }) => ({
          key: { text: label },
          value: { text: `${points} of ${most} (${text})` },
        })),
        ...(isWarned ? [{ key: { text: 'To weigh' }, value: { text: candidate.warnings.join(' ') } }] : []),
      ]}
      consequences={[
        'The need is marked as shortlisted.',
        'You go on to propose an agreement. Nothing is agreed and nothing is sent before its cost is approved.',
        ...(isWarned ? ['What stands under “To weigh” is set aside under your name, with your reason.'] : []),
      ]}
      told={['Nobody yet.']}
      {...(isWarned
        ? {
            reason: {
              name: 'reason',
              label: 'Why can this be set aside?',
              value: textOf(x.form, 'reason'),
            },
          }
        : {})}
      submitText="Choose"
      cancel={{ href: `/needs/${need.id}/shortlist` }}
    />,
  )
}
