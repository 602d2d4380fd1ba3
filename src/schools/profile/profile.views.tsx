// Owns the pages of one school: overview, figures, people, support. What stands around them is frame.tsx, how
// figures are shown figure-blocks.tsx.
import { Details } from '#govuk/details.tsx'
import type { Content } from '#govuk/markup.ts'
import { SummaryList, type SummaryListRow } from '#govuk/summary-list.tsx'
import { showDate } from '#platform/dates.ts'
import type { GroupOfSchool } from '../groups/groups.queries.ts'
import { isOpen, showLaestab, toldBy } from '../register/register.rules.ts'
import { JoinedNote, SchoolsBefore } from './before-blocks.tsx'
import { Happenings } from './chronology-page.tsx'
import type { Happening } from './chronology.rules.ts'
import { ChartBlock, ChartKey, HeadlineTable, OtherFigures } from './figure-blocks.tsx'
import {
  figureSources,
  Frame,
  HistoryNote,
  linkSources,
  medianSource,
  missing,
  type ProfileFrame,
  row,
  rowOf,
  showOrigin,
} from './frame.tsx'
import type { Deprivation, Link, School } from './profile.queries.ts'
import { drawnBefore, type Series } from './series.rules.ts'

/** Only an address that a browser opens as a web page becomes a link. */
function webLink(website: string | null): Content {
  if (website === null) return null
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
  const list = (found: readonly GroupOfSchool[]) =>
    found.map((group, i) => (
      <>
        {i > 0 ? <br /> : null}
        <a class="govuk-link" href={`/schools/groups/${group.key}`}>
          {group.name}
        </a>
        {group.state === 'left' ? ' (formerly)' : group.sinceOn ? `, since ${showDate(group.sinceOn)}` : ''}
      </>
    ))
  const of = (name: string, groupClass: string, said: string | null) => {
    const found = groups.filter((one) => one.class === groupClass)
    return rowOf(name, found.length > 0 ? <>{list(found)}</> : toldBy(said))
  }
  const others = groups.filter((one) => one.class === 'other')
  return [
    ...of('Trust', 'trust', school.trust),
    ...of('Sponsor', 'sponsor', school.sponsor),
    ...of('Federation', 'federation', school.federation),
    ...of('Diocese', 'diocese', school.diocese),
    ...rowOf('Other groups', others.length > 0 ? <>{list(others)}</> : null),
  ]
}

export function OverviewPage(
  props: ProfileFrame & {
    /** What other areas show of a school of the organisation's own. */
    ours: Content
    headlines: readonly Series[]
    links: readonly Link[]
    groups: readonly GroupOfSchool[]
    deprivation: Deprivation | null
    /** The newest of what has happened to the school. */
    lately: readonly Happening[]
    actions: Content
  },
) {
  const { school, links } = props
  return (
    <Frame
      {...props}
      provenance={[
        { what: 'Who and where', source: showOrigin(props.origins.get(school.import_id)) },
        ...linkSources(props.joined, props.origins),
        ...figureSources(props.headlines, props.origins),
        ...(props.headlines.length > 0 ? [medianSource] : []),
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
      <JoinedNote joined={props.joined} />
      <h2 class="govuk-heading-m">The figures at a glance</h2>
      {props.headlines.length === 0 ? (
        <p class="govuk-body">No results, absence or finance figures of this school are held yet.</p>
      ) : (
        <HeadlineTable headlines={props.headlines} urn={school.urn} />
      )}
      <div class="alongside-charts">
        {props.headlines.slice(0, 2).map((series) => (
          <ChartBlock series={series} urn={school.urn} level={3} />
        ))}
      </div>
      {props.headlines.length > 0 ? (
        <ChartKey earlier={props.headlines.slice(0, 2).some((s) => drawnBefore(s).length > 0)} />
      ) : null}
      <h2 class="govuk-heading-m">Who and where</h2>
      <WhoAndWhere {...props} />
      {props.lately.length > 0 ? (
        <>
          <h2 class="govuk-heading-m">Lately</h2>
          <Happenings
            happenings={props.lately}
            origins={props.origins}
            caption="The newest of its chronology"
          />
          <p class="govuk-body">
            <a class="govuk-link" href={`/schools/${school.urn}/chronology`}>
              The whole chronology
            </a>
          </p>
        </>
      ) : null}
      {links.length > 0 ? (
        <Details summaryText={`Schools before and after (${links.length})`}>
          <ul class="govuk-list govuk-list--bullet">
            {links.map((link) => (
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
        </Details>
      ) : null}
    </Frame>
  )
}

/** The head as the register names them: a post without a name says nothing. */
const headOf = (school: School): string | null =>
  school.head_name === null ? null : [school.head_name, school.head_job_title].filter(Boolean).join(', ')

/** What tells a school from others at sight; the rest of the register folded. Nothing is a row that the file left empty. */
export function WhoAndWhere({
  school,
  groups,
  deprivation,
}: {
  school: School
  groups: readonly GroupOfSchool[]
  deprivation: Deprivation | null
}) {
  const more = furtherRows(school)
  return (
    <>
      <SummaryList rows={mainRows(school, groups, deprivation)} />
      {more.length > 0 ? (
        <Details summaryText="More from the register" classes="alongside-screen-only">
          <SummaryList rows={more} />
        </Details>
      ) : null}
    </>
  )
}

export function mainRows(
  school: School,
  groups: readonly GroupOfSchool[],
  deprivation: Deprivation | null,
): SummaryListRow[] {
  const address = [
    school.street,
    school.locality,
    school.address3,
    school.town,
    school.county,
    school.postcode,
  ].filter(Boolean)
  const numbers = [
    `URN ${school.urn}`,
    showLaestab(school.laestab) ? `DfE number ${showLaestab(school.laestab)}` : null,
  ]
  const places = school.capacity === null ? null : `${school.capacity.toLocaleString('en-GB')} places`
  const reason = (text: string | null) => (text ? ` (${text.toLowerCase()})` : '')
  return [
    row('Numbers', numbers.filter(Boolean).join(', ')),
    row('Type', school.type ?? missing),
    row('Authority', [school.la_name ?? missing, school.district].filter(Boolean).join('; district ')),
    ...groupRows(school, groups),
    ...rowOf('Headteacher', headOf(school)),
    ...rowOf('Religious character', toldBy(school.religious_character)),
    ...rowOf('Places', places),
    ...rowOf(
      'Opened',
      school.opened_on === null || school.opened_on === '1900-01-01'
        ? null
        : `${showDate(school.opened_on)}${reason(school.opened_reason)}`,
    ),
    ...(school.closed_on || !isOpen(school.status)
      ? [
          row(
            'Closed',
            `${school.closed_on === null ? missing : showDate(school.closed_on)}${reason(school.closed_reason)}`,
          ),
        ]
      : []),
    ...rowOf('Address', address.join(', ')),
    ...rowOf(
      'Neighbourhood',
      deprivation?.decile
        ? `Tenth ${deprivation.decile} of ten for deprivation, where the first is the most deprived`
        : null,
    ),
  ]
}

const furtherRows = (school: School): SummaryListRow[] => [
  ...rowOf('UKPRN', school.ukprn === null ? null : String(school.ukprn)),
  ...rowOf('Gender', toldBy(school.gender)),
  ...rowOf('Admissions', toldBy(school.admissions)),
  ...rowOf('Nursery', toldBy(school.nursery)),
  ...rowOf('Sixth form', toldBy(school.sixth_form)),
  ...rowOf('Specially resourced provision', toldBy(school.resourced_provision)),
  ...rowOf('Special educational needs provided for', toldBy(school.sen_provision)),
  ...rowOf('Website', webLink(school.website)),
  ...rowOf('Telephone', school.telephone),
]

export function FiguresPage(
  props: ProfileFrame & {
    charts: readonly Series[]
    others: readonly Series[]
    /** Of measures that only schools before this one have figures of. */
    earlier: readonly Series[]
    empty: string
  },
) {
  const all = [...props.charts, ...props.others]
  const uncharted = [...props.others, ...props.earlier]
  return (
    <Frame
      {...props}
      provenance={[
        ...linkSources(props.joined, props.origins),
        ...figureSources([...all, ...props.earlier], props.origins),
        ...(all.length > 0 ? [medianSource] : []),
      ]}
    >
      <HistoryNote replaced={props.replaced} />
      <JoinedNote joined={props.joined} />
      {all.length === 0 ? <p class="govuk-body">{props.empty}</p> : null}
      {props.charts.length > 0 ? (
        <ChartKey earlier={props.charts.some((s) => drawnBefore(s).length > 0)} />
      ) : null}
      <div class="alongside-charts">
        {props.charts.map((series) => (
          <ChartBlock series={series} urn={props.school.urn} />
        ))}
      </div>
      {props.others.length > 0 ? <OtherFigures others={props.others} urn={props.school.urn} /> : null}
      <SchoolsBefore joined={props.joined} all={uncharted} />
    </Frame>
  )
}

/** Who leads the school: as the register says, and what the organisation has recorded. */
export function PeoplePage(props: ProfileFrame & { ours: Content }) {
  const { school } = props
  return (
    <Frame
      {...props}
      provenance={[{ what: 'Headteacher', source: showOrigin(props.origins.get(school.import_id)) }]}
    >
      <SummaryList rows={[row('Headteacher, as the register says', headOf(school) ?? missing)]} />
      {props.ours}
    </Frame>
  )
}

/** What support the school has had and gives: shown by the areas that keep it. */
export function SupportPage(props: ProfileFrame & { ours: Content }) {
  return (
    <Frame {...props} provenance={[]}>
      {props.ours}
    </Frame>
  )
}

export const NoSupportYet = () => (
  <p class="govuk-body">
    No support is shown here yet. Support that your organisation has agreed for this school, or that this
    school gives to others, will stand here with its days and dates.
  </p>
)
