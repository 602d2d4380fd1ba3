// Owns the page of the map: the filter of the list, the drawing with its legend, and the schools in view as a table.
import { ListPage } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import type { Choices } from '../register/register.queries.ts'
import type { SchoolQuery } from '../register/register.rules.ts'
import { schoolFilter } from '../register/school-filter.tsx'
import { Drawing, type DrawnSchool, Symbol } from './drawing.tsx'
import type { By, Kind } from './kinds.rules.ts'
import {
  type Label,
  type Mark,
  moved,
  NARROWEST,
  type Place,
  type Tile,
  type View,
  viewAround,
  zoomed,
} from './map.rules.ts'

const HERE = '/schools/map'
const LISTED = 50
const schoolCount = (count: number) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? 'school' : 'schools'}`

export type MapSchool = DrawnSchool & { phase: string | null; town: string | null; place: Place }

export function MapPage(props: {
  query: SchoolQuery
  choices: Choices
  hasOwn: boolean
  by: By
  /** Null where no school that fits has a position. */
  view: View | null
  /** The address names the view: it is not the one that shows all. */
  isChosen: boolean
  total: number
  marks: readonly Mark<MapSchool>[]
  labels: readonly Label[]
  tiles: readonly Tile[]
  credit: string | null
  without: readonly { urn: number; name: string }[]
}) {
  const { query, view, by } = props
  const asked = { ...query, sort: '', page: '', by: by === 'phase' ? '' : by }
  const to = (at: View | null, changes: Record<string, string> = {}) =>
    addressOf(HERE, {
      ...asked,
      ...(at ? { x: String(at.easting), y: String(at.northing), w: String(at.width) } : {}),
      ...changes,
    })
  const inView = props.marks
    .flatMap(({ members }) => members)
    .toSorted((a, b) => a.name.localeCompare(b.name))
  const legend = [...new Map(inView.map(({ kind }) => [kind.label, kind])).values()].toSorted(
    (a, b) => a.order - b.order || a.label.localeCompare(b.label),
  )
  const kept = Object.entries(asked).filter(([name, value]) => name !== 'q' && value !== '')
  return (
    <ListPage
      heading="Map of schools"
      action={HERE}
      search={{
        name: 'q',
        label: 'Search for a school',
        hint: 'A name, town, postcode, URN or DfE number.',
        value: query.q,
        keep: kept,
      }}
      filter={schoolFilter(HERE, props, { by: asked.by })}
      count={
        view && props.isChosen
          ? `${schoolCount(inView.length)} here, of ${props.total.toLocaleString('en-GB')}`
          : schoolCount(props.total)
      }
      tableLabel="Schools on the map"
      exports={[{ href: addressOf('/schools', { ...query, sort: '', page: '' }), text: 'Show as a list' }]}
      empty={
        <>
          <p class="govuk-body">
            {props.total === 0 ? 'No school fits.' : 'No school that fits has a position.'}
          </p>
          <p class="govuk-body">
            {props.total === 0
              ? 'Check the spelling, or take a filter away.'
              : 'Positions come with the full GIAS extract, or with a file of school coordinates.'}
          </p>
        </>
      }
      below={
        view ? (
          <>
            <Legend kinds={legend} by={by} to={(changes) => to(props.isChosen ? view : null, changes)} />
            {props.credit ? <p class="govuk-body-s">{props.credit}</p> : null}
            <InView schools={inView} />
          </>
        ) : undefined
      }
      notice={
        view ? (
          <ul class="alongside-list-bar__links alongside-map-links">
            {[
              { href: to(zoomed(view, 0.5)), text: 'Zoom in' },
              { href: to(zoomed(view, 2)), text: 'Zoom out' },
              { href: to(moved(view, -1, 0)), text: 'West' },
              { href: to(moved(view, 1, 0)), text: 'East' },
              { href: to(moved(view, 0, 1)), text: 'North' },
              { href: to(moved(view, 0, -1)), text: 'South' },
              ...(props.isChosen ? [{ href: to(null), text: 'Show all' }] : []),
            ].map(({ href, text }) => (
              <li>
                <a class="govuk-link govuk-link--no-visited-state" href={href}>
                  {text}
                </a>
              </li>
            ))}
          </ul>
        ) : undefined
      }
    >
      {view ? (
        <>
          <Drawing
            view={view}
            marks={props.marks}
            labels={props.labels}
            tiles={props.tiles}
            nearer={({ members }) => {
              const around = viewAround((members as MapSchool[]).map(({ place }) => place))!
              // As near as it gets: schools on one spot are told apart in the table.
              if (view.width <= NARROWEST) return '#in-view'
              return to({
                ...around,
                width: Math.min(around.width, Math.max(NARROWEST, Math.round(view.width / 2))),
              })
            }}
          />
          {props.without.length > 0 ? (
            <p class="govuk-body-s">
              {schoolCount(props.without.length)} that {props.without.length === 1 ? 'fits has' : 'fit have'}{' '}
              no position and {props.without.length === 1 ? 'is' : 'are'} not on the map
              {props.without.length <= 10 ? `: ${props.without.map(({ name }) => name).join(', ')}` : ''}.
            </p>
          ) : null}
        </>
      ) : null}
    </ListPage>
  )
}

function Legend({
  kinds,
  by,
  to,
}: {
  kinds: readonly Kind[]
  by: By
  to: (changes: Record<string, string>) => string
}) {
  const other =
    by === 'phase'
      ? { by: 'inspection', text: 'Show the latest inspection' }
      : { by: '', text: 'Show the phase' }
  return (
    <>
      <h2 class="govuk-heading-s govuk-!-margin-bottom-2">
        {by === 'phase' ? 'Phase' : 'Latest inspection, each in the words of its own framework'}
      </h2>
      <ul class="govuk-list alongside-legend">
        {kinds.map((kind) => (
          <li>
            <svg width="24" height="24" viewBox="-14 -14 28 28" aria-hidden="true">
              <Symbol kind={kind} />
            </svg>
            {kind.label}
          </li>
        ))}
      </ul>
      <p class="govuk-body alongside-map-links">
        <a class="govuk-link govuk-link--no-visited-state" href={to({ by: other.by })}>
          {other.text}
        </a>
      </p>
    </>
  )
}

function InView({ schools }: { schools: readonly MapSchool[] }) {
  return (
    <section id="in-view">
      <h2 class="govuk-heading-m">Schools on this part of the map</h2>
      {schools.length > LISTED ? (
        <p class="govuk-body">
          The first {LISTED} of {schools.length.toLocaleString('en-GB')} by name. Zoom in, or filter, to see
          the others.
        </p>
      ) : null}
      {schools.length === 0 ? (
        <p class="govuk-body">There is none here.</p>
      ) : (
        <Table
          caption="Schools on this part of the map"
          captionClasses="govuk-visually-hidden"
          classes="alongside-stack"
          firstCellIsHeader
          head={[{ text: 'School' }, { text: 'Town' }, { text: 'Shown as' }]}
          rows={schools.slice(0, LISTED).map((school) => [
            {
              text: (
                <a class="govuk-link" href={`/schools/${school.urn}`}>
                  {school.name}
                </a>
              ),
            },
            { text: school.town ?? 'Not said', attributes: { 'data-label': 'Town' } },
            { text: school.kind.label, attributes: { 'data-label': 'Shown as' } },
          ])}
        />
      )}
    </section>
  )
}
