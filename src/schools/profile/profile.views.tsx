// Owns the pages of one school: overview, results, pupils, money, inspections, and where it all came from.
import { InsetText } from '#govuk/inset-text.tsx'
import type { Content } from '#govuk/markup.ts'
import { RecordPage, type RecordPageProps } from '#govuk/pages/record-page.tsx'
import { SummaryList, type SummaryListRow } from '#govuk/summary-list.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import type { TagProps } from '#govuk/tag.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoment } from '#platform/pages.tsx'
import { academicYear } from '../evidence/measures.rules.ts'
import { kindNames } from '../imports/layout.rules.ts'
import { frameworkOf, isGrade } from '../inspections/frameworks.rules.ts'
import { inBrief, showJudgement } from '../inspections/show.rules.ts'
import type { GroupOfSchool } from '../groups/groups.queries.ts'
import { isOpen, showAges, showLaestab } from '../register/register.rules.ts'
import type { Deprivation, Inspection, Link, Origin, School } from './profile.queries.ts'
import { ChartBlock, HeadlineTable } from './figure-blocks.tsx'
import { type Series, showPoint } from './series.rules.ts'

export type PartName =
  | 'overview'
  | 'results'
  | 'pupils'
  | 'inspections'
  | 'money'
  | 'people'
  | 'support'
  | 'sources'
const partTitles: Record<PartName, string> = {
  overview: 'Overview',
  results: 'Results',
  pupils: 'Pupils',
  inspections: 'Inspections',
  money: 'Money',
  people: 'People',
  support: 'Support',
  sources: 'Where this came from',
}

export type Replaced = { urn: number; name: string | null; until: string | null }

export type ProfileFrame = {
  school: School
  part: PartName
  latest: Inspection | null
  replaced: readonly Replaced[]
  origins: Map<number, Origin>
}

const missing = 'Not in the file'
const or = (value: Content | null | undefined): Content =>
  value === null || value === undefined || value === '' ? missing : value
const date = (value: string | null) => (value === null ? missing : showDate(value))

export const stateTag = (status: string | null): TagProps =>
  status === null
    ? { text: 'State not known', classes: 'govuk-tag--grey' }
    : { text: status, classes: isOpen(status) ? 'govuk-tag--green' : 'govuk-tag--grey' }

/** Which file, of which date. */
export function showOrigin(origin: Origin | undefined): Content {
  if (!origin) return 'A file that has been taken out again'
  const kind = kindNames[origin.kind as keyof typeof kindNames] ?? origin.kind
  return `${kind}${origin.academicYear ? ` ${origin.academicYear}` : ''}: ${origin.fileName}${origin.dataDate ? `, data of ${showDate(origin.dataDate)}` : ''}`
}

function Frame(
  props: ProfileFrame & {
    provenance: RecordPageProps['provenance']
    children: Content
    chronology?: RecordPageProps['chronology']
    actions?: RecordPageProps['actions']
  },
) {
  const { school, part } = props
  const address = (name: PartName) => `/schools/${school.urn}${name === 'overview' ? '' : `/${name}`}`
  return (
    <RecordPage
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
          value: props.latest ? `${inBrief(props.latest)}, ${showDate(props.latest.startedOn)}` : 'None held',
        },
      ]}
      parts={(Object.keys(partTitles) as PartName[]).map((name) => ({
        text: partTitles[name],
        href: address(name),
        active: name === part,
      }))}
      actions={props.actions}
      chronology={props.chronology}
      provenance={props.provenance}
    >
      {props.children}
    </RecordPage>
  )
}

const HistoryNote = ({ replaced }: { replaced: readonly Replaced[] }) =>
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

const row = (text: string, value: Content): SummaryListRow => ({ key: { text }, value: { text: value } })

/** Only an address that a browser opens as a web page becomes a link. */
function webLink(website: string | null): Content {
  if (website === null) return missing
  const address = /^https?:\/\//i.test(website) ? website : `https://${website}`
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? (
    <a class="govuk-link" href={address} rel="noreferrer">
      {website}
    </a>
  ) : (
    website
  )
}

/** The groups it belongs to, each a link; what the register names and no record of groups holds, as words. */
function groupRows(school: School, groups: readonly GroupOfSchool[]): SummaryListRow[] {
  const link = (group: GroupOfSchool) => (
    <>
      <a class="govuk-link" href={`/schools/groups/${group.key}`}>
        {group.name}
      </a>
      {group.state === 'left' ? ' (formerly)' : group.sinceOn ? `, since ${showDate(group.sinceOn)}` : ''}
    </>
  )
  const list = (found: readonly GroupOfSchool[]) =>
    found.map((one, i) =>
      i === 0 ? (
        link(one)
      ) : (
        <>
          <br />
          {link(one)}
        </>
      ),
    )
  const of = (name: string, groupClass: string, said: Content | null) => {
    const found = groups.filter((one) => one.class === groupClass)
    return row(name, found.length > 0 ? <>{list(found)}</> : or(said))
  }
  const others = groups.filter((one) => one.class === 'other')
  return [
    of('Trust', 'trust', school.trust ?? (school.type_group === null ? null : 'None')),
    of('Sponsor', 'sponsor', school.sponsor ?? 'None'),
    of('Federation', 'federation', school.federation ?? 'None'),
    of('Diocese', 'diocese', school.diocese),
    ...(others.length > 0 ? [row('Other groups', <>{list(others)}</>)] : []),
  ]
}

export function OverviewPage(
  props: ProfileFrame & {
    /** What other areas show of a school of the organisation's own. */
    ours: Content[]
    headlines: readonly Series[]
    links: readonly Link[]
    groups: readonly GroupOfSchool[]
    deprivation: Deprivation | null
    chronology: RecordPageProps['chronology']
    actions: RecordPageProps['actions']
  },
) {
  const { school } = props
  const address = [
    school.street,
    school.locality,
    school.address3,
    school.town,
    school.county,
    school.postcode,
  ].filter(Boolean)
  return (
    <Frame
      {...props}
      provenance={[
        { what: 'Who and where', source: showOrigin(props.origins.get(school.import_id)) },
        ...props.headlines.flatMap((series) => sourceOf(series, props.origins)),
        ...(props.latest
          ? [{ what: 'Latest inspection', source: showOrigin(props.origins.get(props.latest.importId)) }]
          : []),
        ...(props.deprivation
          ? [{ what: 'Neighbourhood', source: showOrigin(props.origins.get(props.deprivation.importId)) }]
          : []),
      ]}
    >
      {props.ours}
      <HistoryNote replaced={props.replaced} />
      <h2 class="govuk-heading-m">The figures at a glance</h2>
      {props.headlines.length === 0 ? (
        <p class="govuk-body">No results, absence or finance figures of this school are held yet.</p>
      ) : (
        <HeadlineTable headlines={props.headlines} urn={school.urn} />
      )}
      {props.headlines.slice(0, 2).map((series) => (
        <ChartBlock series={series} school={school} level={3} />
      ))}
      <h2 class="govuk-heading-m">Who and where</h2>
      <SummaryList
        rows={[
          row('URN', String(school.urn)),
          row('DfE number', or(showLaestab(school.laestab))),
          row('UKPRN', or(school.ukprn === null ? null : String(school.ukprn))),
          row('Type', or(school.type)),
          row('Authority', or(school.la_name)),
          row('District', or(school.district)),
          ...groupRows(school, props.groups),
          row('Headteacher', or([school.head_name, school.head_job_title].filter(Boolean).join(', '))),
          row('Gender', or(school.gender)),
          row('Religious character', or(school.religious_character)),
          row('Admissions', or(school.admissions)),
          row('Places', or(school.capacity?.toLocaleString('en-GB'))),
          row('Nursery', or(school.nursery)),
          row('Sixth form', or(school.sixth_form)),
          row('Specially resourced provision', or(school.resourced_provision)),
          row('Special educational needs provided for', or(school.sen_provision)),
          row(
            'Opened',
            school.opened_on === null
              ? missing
              : `${showDate(school.opened_on)}${school.opened_reason ? ` (${school.opened_reason.toLowerCase()})` : ''}`,
          ),
          ...(school.closed_on || !isOpen(school.status)
            ? [
                row(
                  'Closed',
                  `${date(school.closed_on)}${school.closed_reason ? ` (${school.closed_reason.toLowerCase()})` : ''}`,
                ),
              ]
            : []),
          row(
            'Address',
            or(
              address.length > 0 ? (
                <>
                  {address.map((line) => (
                    <>
                      {line}
                      <br />
                    </>
                  ))}
                </>
              ) : null,
            ),
          ),
          row('Website', webLink(school.website)),
          row('Telephone', or(school.telephone)),
          ...(props.deprivation?.decile
            ? [
                row(
                  'Neighbourhood',
                  `Tenth ${props.deprivation.decile} of ten for deprivation, where the first is the most deprived`,
                ),
              ]
            : []),
        ]}
      />
      {props.links.length > 0 ? (
        <>
          <h2 class="govuk-heading-m">Schools before and after</h2>
          <ul class="govuk-list govuk-list--bullet">
            {props.links.map((link) => (
              <li>
                {link.type}:{' '}
                {link.inRegister ? (
                  <a class="govuk-link" href={`/schools/${link.urn}`}>
                    {link.name ?? `URN ${link.urn}`}
                  </a>
                ) : (
                  (link.name ?? `URN ${link.urn}`)
                )}{' '}
                (URN {link.urn}){link.on ? `, ${showDate(link.on)}` : ''}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Frame>
  )
}

const sourceOf = (series: Series, origins: Map<number, Origin>) => {
  const found = [...new Set(series.points.map((p) => p.importId))]
  return found.map((id) => ({ what: series.measure.label, source: showOrigin(origins.get(id)) }))
}

export function FiguresPage(
  props: ProfileFrame & { charts: readonly Series[]; others: readonly Series[]; empty: string },
) {
  const years = [...new Set(props.others.flatMap((s) => s.points.map((p) => p.year)))].sort((a, b) => a - b)
  return (
    <Frame
      {...props}
      provenance={[...props.charts, ...props.others]
        .flatMap((series) => sourceOf(series, props.origins))
        .filter((s, i, all) => all.findIndex((o) => o.source === s.source) === i)
        .map(({ source }) => ({ what: 'Figures', source }))}
    >
      <HistoryNote replaced={props.replaced} />
      {props.charts.length + props.others.length === 0 ? <p class="govuk-body">{props.empty}</p> : null}
      {props.charts.map((series) => (
        <ChartBlock series={series} school={props.school} />
      ))}
      {props.others.length > 0 ? (
        <>
          <h2 class="govuk-heading-m">All other figures</h2>
          <div class="alongside-scroll" role="region" aria-label="All other figures" tabindex={0}>
            <Table
              caption="All other figures by year"
              captionClasses="govuk-visually-hidden"
              firstCellIsHeader
              classes="govuk-table--small-text-until-tablet"
              head={[
                { text: 'Measure' },
                ...years.map((year) => ({
                  text: academicYear(year),
                  format: 'numeric',
                  classes: 'alongside-nowrap',
                })),
              ]}
              rows={props.others.map((series) => [
                { text: series.measure.label },
                ...years.map((year) => {
                  const point = series.points.find((p) => p.year === year)
                  return { text: point ? showPoint(series.measure, point) : 'None held', format: 'numeric' }
                }),
              ])}
            />
          </div>
        </>
      ) : null}
    </Frame>
  )
}

export function InspectionsPage(props: ProfileFrame & { inspections: readonly Inspection[] }) {
  return (
    <Frame
      {...props}
      provenance={[...new Set(props.inspections.map((i) => i.importId))].map((id) => ({
        what: 'Inspections',
        source: showOrigin(props.origins.get(id)),
      }))}
    >
      <HistoryNote replaced={props.replaced} />
      {props.inspections.length === 0 ? (
        <p class="govuk-body">No inspection of this school is held.</p>
      ) : null}
      {props.inspections.length > 1 ? (
        <p class="govuk-body">
          Each inspection is shown in the words of its own framework. Grades of different frameworks are not
          comparable.
        </p>
      ) : null}
      {props.inspections.map((inspection) => {
        const framework = frameworkOf(inspection.framework)
        const judgements = Object.entries(inspection.judgements)
        const graded = judgements.filter(
          ([, grade]) => isGrade(framework, grade) || /effective|met/.test(grade),
        )
        const other = judgements.filter(
          (one) => !graded.includes(one) && one[1] !== 'no grade' && one[1] !== 'does not apply',
        )
        const then = inspection.urnAtTime !== null && inspection.urnAtTime !== props.school.urn
        return (
          <SummaryList
            card={{
              title: { text: `${showDate(inspection.startedOn)}: ${inBrief(inspection)}`, headingLevel: 2 },
            }}
            rows={[
              row('Framework', framework.label),
              ...(inspection.type ? [row('Kind of inspection', inspection.type)] : []),
              ...(inspection.publishedOn ? [row('Published', showDate(inspection.publishedOn))] : []),
              ...(then
                ? [
                    row(
                      'Inspected as',
                      `${inspection.nameAtTime ?? 'Another school'} (URN ${inspection.urnAtTime})`,
                    ),
                  ]
                : []),
              ...(inspection.outcome ? [row('Outcome', inspection.outcome)] : []),
              ...(inspection.category
                ? [row('Category of concern', showJudgement('', inspection.category).grade)]
                : []),
              ...[...graded, ...other].map(([name, grade]) => {
                const shown = showJudgement(name, grade)
                return row(shown.judgement, shown.grade)
              }),
              row('Inspection number', inspection.number),
            ]}
          />
        )
      })}
    </Frame>
  )
}

/** Who leads the school: as the register says, and what the organisation has recorded. */
export function PeoplePage(props: ProfileFrame & { ours: Content[] }) {
  const { school } = props
  return (
    <Frame
      {...props}
      provenance={[{ what: 'Headteacher', source: showOrigin(props.origins.get(school.import_id)) }]}
    >
      <SummaryList
        rows={[
          row(
            'Headteacher, as the register says',
            or([school.head_name, school.head_job_title].filter(Boolean).join(', ')),
          ),
        ]}
      />
      {props.ours}
    </Frame>
  )
}

/** What support the school has had and gives: shown by the areas that keep it. */
export function SupportPage(props: ProfileFrame & { ours: Content[] }) {
  return (
    <Frame {...props} provenance={[]}>
      {props.ours.length > 0 ? (
        props.ours
      ) : (
        <p class="govuk-body">
          No support is shown here yet. Support that your organisation has agreed for this school, or that
          this school gives to others, will stand here with its days and dates.
        </p>
      )}
    </Frame>
  )
}

export function SourcesPage(
  props: ProfileFrame & { sources: readonly { what: string; origin: Origin | undefined }[] },
) {
  return (
    <Frame {...props} provenance={[]}>
      <p class="govuk-body">Every figure on these pages was published. These are the files it came from.</p>
      <ScrollingTable label="Files behind these pages">
        <Table
          caption="Files behind these pages"
          captionClasses="govuk-table__caption--m"
          head={[{ text: 'What' }, { text: 'File' }, { text: 'Data of' }, { text: 'Brought in' }]}
          rows={props.sources.map(({ what, origin }) => [
            { text: what },
            { text: origin?.fileName ?? 'Taken out again' },
            { text: origin?.dataDate ? showDate(origin.dataDate) : (origin?.academicYear ?? 'Not said') },
            { text: origin ? showMoment(new Date(origin.importedAt)) : '' },
          ])}
        />
      </ScrollingTable>
    </Frame>
  )
}
