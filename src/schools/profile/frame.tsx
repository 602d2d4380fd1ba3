// Owns what every page of a school has around its matter: name and state, facts, parts, sources; and the few
// words that several of those pages share.
import { InsetText } from '#govuk/inset-text.tsx'
import type { Content } from '#govuk/markup.ts'
import { RecordFoot, RecordHead, type RecordPageProps } from '#govuk/pages/record-page.tsx'
import type { SummaryListRow } from '#govuk/summary-list.tsx'
import type { TagProps } from '#govuk/tag.tsx'
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import type { Joined } from '../evidence/history.rules.ts'
import { academicYear } from '../evidence/measures.rules.ts'
import { kindNames } from '../imports/layout.rules.ts'
import { inBrief } from '../inspections/show.rules.ts'
import { isOpen, showAges } from '../register/register.rules.ts'
import type { Inspection, Origin, School } from './profile.queries.ts'
import type { Series } from './series.rules.ts'

const partTitles = {
  overview: 'Overview',
  results: 'Results',
  pupils: 'Pupils',
  inspections: 'Inspections',
  money: 'Money',
  people: 'People',
  support: 'Support',
  similar: 'Similar schools',
  chronology: 'Chronology',
  sources: 'Sources',
} as const
export type PartName = keyof typeof partTitles

export type Replaced = { urn: number; name: string | null; until: string | null }

export type ProfileFrame = {
  school: School
  part: PartName
  latest: Inspection | null
  replaced: readonly Replaced[]
  /** The schools that merged into it or that it was split from. */
  joined: readonly Joined[]
  origins: Map<number, Origin>
}

export const missing = 'Not in the file'

const stateTag = (status: string | null): TagProps =>
  status === null
    ? { text: 'State not known', classes: 'govuk-tag--grey' }
    : { text: status, classes: isOpen(status) ? 'govuk-tag--green' : 'govuk-tag--grey' }

/** Which kind of file, of which date: what fits a cell. */
export function showOriginInBrief(origin: Origin | undefined): string {
  if (!origin) return 'A file that has been taken out again'
  const kind = kindNames[origin.kind as keyof typeof kindNames] ?? origin.kind
  return origin.dataDate ? `${kind}, ${showDate(origin.dataDate)}` : kind
}

/** Which file, of which date. */
export function showOrigin(origin: Origin | undefined): string {
  if (!origin) return 'A file that has been taken out again'
  const kind = kindNames[origin.kind as keyof typeof kindNames] ?? origin.kind
  return `${kind}${origin.academicYear ? ` ${origin.academicYear}` : ''}: ${origin.fileName}${origin.dataDate ? `, data of ${showDate(origin.dataDate)}` : ''}`
}

export function Frame(
  props: ProfileFrame & {
    provenance: RecordPageProps['provenance']
    children: Content
    /** What can be done next. */
    actions?: Content
  },
) {
  const { school, part } = props
  const address = (name: PartName) => `/schools/${school.urn}${name === 'overview' ? '' : `/${name}`}`
  return (
    <>
      <RecordHead
        caption="School"
        name={school.name}
        state={stateTag(school.status)}
        facts={[
          {
            key: 'Phase and ages',
            value:
              [school.phase, showAges(school.low_age, school.high_age)].filter(Boolean).join(', ') || missing,
          },
          { key: 'Pupils', value: school.pupils?.toLocaleString('en-GB') ?? missing },
          {
            key: 'Latest inspection',
            value: props.latest
              ? `${inBrief(props.latest)}, ${showDate(props.latest.startedOn)}`
              : 'None held',
          },
        ]}
        parts={(Object.keys(partTitles) as PartName[]).map((name) => ({
          text: partTitles[name],
          href: address(name),
          active: name === part,
        }))}
      />
      {props.actions}
      {props.children}
      <RecordFoot provenance={props.provenance} />
    </>
  )
}

export const HistoryNote = ({ replaced }: { replaced: readonly Replaced[] }) =>
  replaced.length === 0 ? (
    <></>
  ) : (
    <InsetText>
      Figures and inspections of{' '}
      {replaced.map((school, i) => (
        <>
          {i === 0 ? '' : ' and '}
          <a class="govuk-link" href={`/schools/${school.urn}`}>
            {school.name ?? `URN ${school.urn}`}
          </a>{' '}
          (URN {school.urn})
        </>
      ))}
      , which this school replaced, are shown where it has none of its own. Each is marked.
    </InsetText>
  )

export const row = (text: string, value: Content): SummaryListRow => ({
  key: { text },
  value: { text: value },
})

/** A row where there is something to say, and no row where there is not. */
export const rowOf = (text: string, value: Content): SummaryListRow[] =>
  value === null || value === undefined || value === '' ? [] : [row(text, value)]

/** Which file each figure came from, a row a source and year. */
export function figureSources(
  all: readonly Series[],
  origins: Map<number, Origin>,
): { what: string; source: string }[] {
  const found = new Map<string, { what: string; source: string }>()
  const note = (what: string, id: number) =>
    found.set(`${what}|${id}`, { what, source: showOrigin(origins.get(id)) })
  for (const { measure, points, published, before = [] } of all) {
    for (const p of [...points, ...before.flatMap((b) => b.points)])
      note(`${capital(measure.source)}, ${academicYear(p.year)}`, p.importId)
    for (const p of published) note(`Published for ${p.area}, ${academicYear(p.year)}`, p.importId)
  }
  return [...found.values()].toSorted((a, b) => a.what.localeCompare(b.what))
}

/** Every import that series rest on. */
export const importsOf = (all: readonly Series[]): number[] =>
  all.flatMap(({ points, published, before = [] }) =>
    [...points, ...published, ...before.flatMap((b) => b.points)].map((p) => p.importId),
  )

/** Which files say that there were schools before this one. */
export const linkSources = (
  joined: readonly Joined[],
  origins: Map<number, Origin>,
): { what: string; source: string }[] =>
  [...new Set(joined.map(({ importId }) => importId))].map((id) => ({
    what: 'Schools before this one',
    source: showOrigin(origins.get(id)),
  }))

export const medianSource = {
  what: 'Medians and quartiles',
  source: 'Computed here from the same files, over all schools of the same kind that have a number',
}
