// The runs that were made, the form that makes one, and two of them compared. The lists of one run are
// identify.views.tsx.
import { Button } from '#govuk/button.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { Select } from '#govuk/select.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { SubNavigation } from '#govuk/sub-navigation.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { showDate } from '#platform/dates.ts'
import { DateField, type Filled, RadioField, SelectField, TextField, summaryOf } from '#platform/fields.tsx'
import { FormKey } from '#platform/forms.tsx'
import { showMoment } from '#platform/pages.tsx'
import type { NewestPack } from '#src/packs/packs.queries.ts'
import { ChangedSchools } from './changed-schools.tsx'
import { type ChangedSchool, KINDS, type Kind, kinds } from './run-comparison.rules.ts'
import { askedInWords } from './runs.rules.ts'
import type { StoredRun } from './runs.queries.ts'

export const RUNS = '/identify/runs'
export const COMPARISON = '/identify/runs/comparison'

/** What tells a run from the others: pack, version, day, moment. */
export const nameOfRun = (run: StoredRun): string =>
  `${run.packName} ${run.packVersion}, as at ${showDate(run.asAt)} (run ${showMoment(run.runAt)})`

export function RunList(props: {
  runs: readonly StoredRun[]
  currentId: string | null
  counts: ReadonlyMap<string, { met: number; unknown: number }>
  /** Imports that came since the current run. */
  since: number
  count: number
  page: number
  pages: number
  mayRun: boolean
}) {
  const { runs } = props
  const items = runs.map((run) => ({ value: run.id, text: nameOfRun(run) }))
  const [last, before] = runs
  return (
    <>
      {props.since > 0 ? <Since imports={props.since} /> : null}
      <ListPage
        heading="Runs of the criteria"
        intro="Each run keeps every answer with the pack’s version, the day and the figures it rested on."
        action={RUNS}
        actions={props.mayRun ? [{ text: 'Run the criteria', href: `${RUNS}/new` }] : []}
        count={props.count === 1 ? '1 run' : `${props.count} runs`}
        empty="The criteria have not been run yet."
        tableLabel="Runs"
        paging={{
          page: props.page,
          pages: props.pages,
          hrefOf: (page) => addressOf(RUNS, { page: String(page) }),
        }}
      >
        {runs.length ? (
          <Table
            caption="Runs, the last made first"
            captionClasses="govuk-visually-hidden"
            classes="alongside-stack"
            firstCellIsHeader
            head={[
              { text: 'As at' },
              { text: 'Pack' },
              { text: 'Results' },
              { text: 'Schools', format: 'numeric' },
              { text: 'Meet a criterion', format: 'numeric' },
              { text: 'Cannot say', format: 'numeric' },
              { text: 'Run' },
            ]}
            rows={runs.map((run) => [
              {
                text: (
                  <>
                    <a class="govuk-link" href={addressOf('/identify', { run: run.id })}>
                      {showDate(run.asAt)}
                    </a>
                    {run.id === props.currentId ? <span class="govuk-hint">The current run</span> : null}
                  </>
                ),
              },
              { text: `${run.packName}, version ${run.packVersion}` },
              { text: askedInWords(run.askedYear) },
              { text: run.schools.toLocaleString('en-GB'), format: 'numeric' },
              { text: String(props.counts.get(run.id)?.met ?? 0), format: 'numeric' },
              { text: String(props.counts.get(run.id)?.unknown ?? 0), format: 'numeric' },
              { text: `${showMoment(run.runAt)}${run.runBy ? ` by ${run.runBy}` : ''}` },
            ])}
          />
        ) : null}
      </ListPage>
      {last && before ? (
        <form method="get" action={COMPARISON}>
          <h2 class="govuk-heading-m">Compare two runs</h2>
          <Select name="from" label={{ text: 'Before' }} items={items} value={before.id} />
          <Select name="to" label={{ text: 'After' }} items={items} value={last.id} />
          <Button text="Compare" classes="govuk-button--secondary" />
        </form>
      ) : null}
    </>
  )
}

/** Says that figures came since: the run stands as it was made. */
export const Since = ({ imports }: { imports: number }) => (
  <p class="govuk-inset-text">
    {imports === 1 ? '1 file has' : `${imports} files have`} been brought in or undone since the current run.
    It stands as it was made; run the criteria again to take them in.
  </p>
)

export function RunForm({
  packs,
  form,
}: {
  packs: readonly Pick<NewestPack, 'id' | 'name' | 'version'>[]
  form: Filled
}) {
  return (
    <FormPage
      heading="Run the criteria"
      intro="The run is made over all schools that your organisation answered for, and kept beside the earlier ones."
      errors={summaryOf(form, ['day'])}
      action={RUNS}
      hidden={
        <>
          <FormKey />
          <input type="hidden" name="asked" value="yes" />
        </>
      }
      submitText="Run the criteria"
      cancel={{ href: RUNS }}
    >
      <SelectField
        form={form}
        name="pack"
        label="Pack"
        items={packs.map(({ id, name, version }) => ({ value: id, text: `${name}, version ${version}` }))}
      />
      <RadioField
        form={form}
        name="when"
        label="For when"
        items={[
          { value: 'today', text: 'Today', hint: 'The newest results held; this becomes the current run' },
          {
            value: 'day',
            text: 'A day in the past',
            hint: 'Schools, inspections and records as they stood then',
            conditional: <DateField form={form} name="day" label="Day" hint="For example 31 8 2019" />,
          },
          {
            value: 'year',
            text: 'An academic year',
            hint: 'With the results of that year',
            conditional: (
              <TextField
                form={form}
                name="year"
                label="Academic year"
                hint="For example 2018-19"
                width={10}
              />
            ),
          },
        ]}
      />
    </FormPage>
  )
}

export function RunComparison(props: {
  from: StoredRun
  to: StoredRun
  /** Runs to choose from. */
  runs: readonly StoredRun[]
  kind: Kind
  counts: Readonly<Record<Kind, number>>
  schools: readonly ChangedSchool[]
  page: number
  pages: number
  nameOf: (criterion: string) => string
}) {
  const { from, to, kind, counts } = props
  const query = (more: Record<string, string>) =>
    addressOf(COMPARISON, { from: from.id, to: to.id, kind, ...more })
  const items = props.runs.map((run) => ({ value: run.id, text: nameOfRun(run) }))
  return (
    <>
      <h1 class="govuk-heading-l">Who came, who left, and why</h1>
      <SummaryList
        rows={[
          { key: { text: 'Before' }, value: { text: factsOf(from) } },
          { key: { text: 'After' }, value: { text: factsOf(to) } },
        ]}
      />
      <details class="govuk-details">
        <summary class="govuk-details__summary">
          <span class="govuk-details__summary-text">Compare two other runs</span>
        </summary>
        <form method="get" action={COMPARISON} class="govuk-details__text">
          <Select name="from" label={{ text: 'Before' }} items={items} value={from.id} />
          <Select name="to" label={{ text: 'After' }} items={items} value={to.id} />
          <Button text="Compare" classes="govuk-button--secondary" />
        </form>
      </details>
      <SubNavigation
        label="What differs"
        items={kinds.map((one) => ({
          text: `${KINDS[one]} (${counts[one]})`,
          href: query({ kind: one }),
          active: one === kind,
        }))}
      />
      <ListPage
        heading={KINDS[kind]}
        action={COMPARISON}
        count={counts[kind] === 1 ? '1 school' : `${counts[kind].toLocaleString('en-GB')} schools`}
        empty="No school."
        tableLabel={KINDS[kind]}
        paging={{ page: props.page, pages: props.pages, hrefOf: (page) => query({ page: String(page) }) }}
        exports={[
          {
            href: addressOf(`${COMPARISON}.csv`, { from: from.id, to: to.id }),
            text: 'Download all as CSV',
          },
        ]}
      >
        {props.schools.length ? (
          <ChangedSchools caption={KINDS[kind]} schools={props.schools} nameOf={props.nameOf} />
        ) : null}
      </ListPage>
    </>
  )
}

const factsOf = (run: StoredRun): string =>
  `${run.packName}, version ${run.packVersion}, as at ${showDate(run.asAt)}, over ${run.schools.toLocaleString('en-GB')} schools; results of ${run.years.ks2} (key stage 2) and ${run.years.ks4} (key stage 4)`
