// A pack in plain words, for advisers; its faults with file and line, for whoever wrote it.
import { Button } from '#govuk/button.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { WarningText } from '#govuk/warning-text.tsx'
import { FormKey } from '#platform/forms.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoney, showMoment } from '#platform/pages.tsx'
import { type Condition, type MeasureName, inWords } from './conditions.rules.ts'
import { type Fault, type Pack, isAdopted } from './pack.rules.ts'
import type { AdoptedPack } from './packs.queries.ts'

type Measure = (code: string) => MeasureName

export interface BuiltIn {
  readonly id: string
  /** Null: the pack has faults. */
  readonly pack: Pack | null
  readonly faults: readonly Fault[]
}

export function PackList({
  adopted,
  builtIn,
  mayAdopt,
}: {
  adopted: readonly AdoptedPack[]
  builtIn: readonly BuiltIn[]
  mayAdopt: boolean
}) {
  return (
    <>
      <h1 class="govuk-heading-l">Programme packs</h1>
      <p class="govuk-body">
        A pack holds what a programme decides for itself: criteria, categories, designations, rates, agendas
        and dates.
      </p>
      <h2 class="govuk-heading-m">Adopted</h2>
      {adopted.length === 0 ? (
        <p class="govuk-body">No pack has been adopted yet. Open one below, read it, and adopt it.</p>
      ) : (
        <ScrollingTable label="Adopted">
          <Table
            head={[{ text: 'Pack' }, { text: 'Version' }, { text: 'Academic year' }, { text: 'Adopted' }]}
            rows={adopted.map((pack) => [
              {
                text: (
                  <a class="govuk-link" href={`/packs/adopted/${pack.id}`}>
                    {pack.name}
                  </a>
                ),
              },
              { text: String(pack.version) },
              { text: pack.academicYear },
              { text: `${showMoment(pack.adoptedAt)}${pack.adoptedBy ? ` by ${pack.adoptedBy}` : ''}` },
            ])}
          />
        </ScrollingTable>
      )}
      <h2 class="govuk-heading-m">Come with Alongside</h2>
      {builtIn.map(({ id, pack, faults }) => (
        <section>
          <h3 class="govuk-heading-s">
            <a class="govuk-link" href={`/packs/built-in/${id}`}>
              {pack?.name ?? id}
            </a>
          </h3>
          {pack ? <p class="govuk-body">{pack.summary}</p> : <Faults faults={faults} />}
          {pack && mayAdopt && !isAdopted(pack, adopted) ? <AdoptForm id={id} name={pack.name} /> : null}
        </section>
      ))}
    </>
  )
}

export const AdoptForm = ({ id, name }: { id: string; name: string }) => (
  <form method="post" action={`/packs/built-in/${id}/adopt`}>
    <FormKey />
    <Button
      text={['Adopt ', <span class="govuk-visually-hidden">the pack {name}</span>]}
      classes="govuk-button--secondary"
    />
  </form>
)

/** Every fault; nothing of the pack is in force while there is one. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  return (
    <>
      <WarningText
        text={`This pack has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}. Nothing of it takes effect until ${faults.length === 1 ? 'it is' : 'they are'} mended.`}
      />
      <ScrollingTable label="Faults">
        <Table
          head={[
            { text: 'File' },
            { text: 'Line', format: 'numeric' },
            { text: 'Found' },
            { text: 'Expected' },
          ]}
          rows={faults.map(({ file, line, found, expected }) => [
            { text: file },
            { text: String(line), format: 'numeric' },
            { text: found },
            { text: expected },
          ])}
        />
      </ScrollingTable>
    </>
  )
}

export function PackInWords({ pack, measure }: { pack: Pack; measure: Measure }) {
  return (
    <>
      <span class="govuk-caption-l">
        Programme pack, version {pack.version}, academic year {pack.academicYear}
      </span>
      <h1 class="govuk-heading-l">{pack.name}</h1>
      <p class="govuk-body-l">{pack.summary}</p>
      {pack.about === null ? null : <About text={pack.about} />}
      {pack.criteria.length ? (
        <>
          <h2 class="govuk-heading-m">Which schools need support</h2>
          {pack.criteria.map((criterion) => (
            <section>
              <h3 class="govuk-heading-s">{criterion.name}</h3>
              <p class="govuk-body">
                {STAGES[criterion.stage]}
                {criterion.years
                  ? criterion.years.to === null
                    ? ` From the results of ${criterion.years.from}.`
                    : ` Results of ${criterion.years.from} to ${criterion.years.to}.`
                  : ''}
              </p>
              <InWords condition={criterion.when} measure={measure} />
              <p class="govuk-hint">{criterion.source}</p>
            </section>
          ))}
        </>
      ) : null}
      {pack.categories.length ? (
        <>
          <h2 class="govuk-heading-m">Categories, in the order in which they are tried</h2>
          <p class="govuk-body">The first that fits is proposed. A person decides.</p>
          {pack.categories.map((category) => (
            <section>
              <h3 class="govuk-heading-s">{category.name}</h3>
              <p class="govuk-body">
                {pack.kindsOfSupport.find(({ id }) => id === category.kindOfSupport)?.name}, at least{' '}
                {category.minimumDays} days.
              </p>
              {category.when ? (
                <InWords condition={category.when} measure={measure} />
              ) : (
                <p class="govuk-body">Every school that none of those above fits.</p>
              )}
            </section>
          ))}
        </>
      ) : null}
      {pack.designations.length ? (
        <ScrollingTable label="Designations">
          <Table
            caption="Designations"
            captionClasses="govuk-table__caption--m"
            head={[{ text: 'Designation' }, { text: 'In short' }, { text: 'Awarding body' }]}
            rows={pack.designations.map((d) => [
              { text: d.name },
              { text: d.short ?? '' },
              { text: d.awardingBody },
            ])}
          />
        </ScrollingTable>
      ) : null}
      {pack.rates.length ? (
        <ScrollingTable label="Rates">
          <Table
            caption="Rates"
            captionClasses="govuk-table__caption--m"
            head={[{ text: 'For' }, { text: 'Rate' }, { text: 'Note' }]}
            rows={pack.rates.map((rate) => [
              { text: rate.what },
              {
                text:
                  rate.pence === null
                    ? 'What it costs'
                    : `${showMoney(rate.pence)} ${rate.per === 'once' ? 'once' : `a ${rate.per}`}`,
              },
              { text: rate.note ?? '' },
            ])}
          />
        </ScrollingTable>
      ) : null}
      {pack.themes.length ? (
        <>
          <h2 class="govuk-heading-m">Themes</h2>
          <ul class="govuk-list govuk-list--bullet">
            {pack.themes.map(({ name, group }) => (
              <li>{group ? `${group}: ${name}` : name}</li>
            ))}
          </ul>
        </>
      ) : null}
      {pack.agendas.map((agenda) => (
        <section>
          <h2 class="govuk-heading-m">{agenda.name}</h2>
          {agenda.introduction ? <p class="govuk-body">{agenda.introduction}</p> : null}
          <ol class="govuk-list govuk-list--number">
            {agenda.items.map((item) => (
              <li>{item}</li>
            ))}
          </ol>
        </section>
      ))}
      {pack.terms.length || pack.deadlines.length ? (
        <>
          <h2 class="govuk-heading-m">Dates</h2>
          <SummaryList
            rows={[
              ...pack.terms.map((t) => ({
                key: { text: t.name },
                value: { text: `${showDate(t.starts)} to ${showDate(t.ends)}` },
              })),
              ...pack.deadlines.map((d) => ({
                key: { text: d.what },
                value: { text: `${showDate(d.on)} (${d.role})` },
              })),
            ]}
          />
        </>
      ) : null}
      {pack.roles.length ? (
        <>
          <h2 class="govuk-heading-m">Roles</h2>
          <SummaryList
            rows={pack.roles.map(({ role, called, permissions }) => ({
              key: { text: called ? `${called} (${role})` : role },
              value: {
                text:
                  Object.entries(permissions)
                    .map(([action, answer]) => `${action}: ${answer}`)
                    .join('; ') || 'As built in',
              },
            }))}
          />
        </>
      ) : null}
    </>
  )
}

const STAGES = {
  ks2: 'Asked of schools that teach to the end of key stage 2.',
  ks4: 'Asked of schools that teach to the end of key stage 4.',
  any: 'Asked of every school.',
} as const

/** A condition, part by part; parts of a part stand further in. */
const InWords = ({ condition, measure }: { condition: Condition; measure: Measure }) => (
  <Parts lines={inWords(condition, measure)} depth={0} />
)

function Parts({ lines, depth }: { lines: readonly { depth: number; text: string }[]; depth: number }) {
  const starts = lines.flatMap((line, i) => (line.depth === depth ? [i] : []))
  return (
    <ul class="govuk-list govuk-list--bullet">
      {starts.map((start, i) => {
        const parts = lines.slice(start + 1, starts[i + 1])
        return (
          <li>
            {lines[start]?.text}
            {parts.length ? <Parts lines={parts} depth={depth + 1} /> : null}
          </li>
        )
      })}
    </ul>
  )
}

/** The headings, paragraphs and lists of about.md; anything else shows as it was typed. */
function About({ text }: { text: string }) {
  const blocks = text.split(/\n\s*\n/).map((block) => block.trim())
  return (
    <>
      {blocks.map((block) => {
        if (block.startsWith('# ')) return null
        if (block.startsWith('## ')) return <h2 class="govuk-heading-m">{block.slice(3)}</h2>
        const items = block.split('\n').map((line) => /^(?:\d+\.|-)\s+(.+)$/.exec(line)?.[1])
        return items.every((item) => item !== undefined) ? (
          <ol class="govuk-list govuk-list--number">
            {items.map((item) => (
              <li>{item.replaceAll('**', '')}</li>
            ))}
          </ol>
        ) : (
          <p class="govuk-body">{block.replaceAll('**', '')}</p>
        )
      })}
    </>
  )
}
