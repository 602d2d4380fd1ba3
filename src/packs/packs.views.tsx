// A pack in plain words, for advisers; its faults with file and line, for whoever wrote it.
import { Button } from '#govuk/button.tsx'
import type { Content } from '#govuk/markup.ts'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { WarningText } from '#govuk/warning-text.tsx'
import { FormKey } from '#platform/forms.tsx'
import { showMoment } from '#platform/pages.tsx'
import { EntryInWords } from './changes.tsx'
import { comparisonAddress } from './comparison.rules.ts'
import type { MeasureName } from './conditions.rules.ts'
import { type Part, partsOf } from './in-words.rules.ts'
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
            rows={newestOf(adopted).map((pack) => [
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

/** The newest version of each pack, in the order of the list. */
const newestOf = (adopted: readonly AdoptedPack[]) =>
  adopted.filter(
    ({ pack, version }) => !adopted.some((other) => other.pack === pack && other.version > version),
  )

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

export function PackInWords({
  pack,
  measure,
  actions,
}: {
  pack: Pack
  measure: Measure
  /** What can be done with it next. */
  actions: Content
}) {
  return (
    <>
      <span class="govuk-caption-l">
        Programme pack, version {pack.version}, academic year {pack.academicYear}
      </span>
      <h1 class="govuk-heading-l">{pack.name}</h1>
      <p class="govuk-body-l">{pack.summary}</p>
      {actions}
      {pack.about === null ? null : <About text={pack.about} />}
      {partsOf(pack, measure)
        .filter(({ id }) => id !== 'about')
        .map((part) => (
          <section id={part.id}>
            <h2 class="govuk-heading-m">{part.title}</h2>
            {part.introduction === null ? null : <p class="govuk-body">{part.introduction}</p>}
            {part.layout === 'table' ? (
              <PartTable part={part} />
            ) : (
              part.entries.map((entry) => (
                <section>
                  <h3 class="govuk-heading-s">{entry.name}</h3>
                  <EntryInWords entry={entry} />
                </section>
              ))
            )}
          </section>
        ))}
    </>
  )
}

/** A table of a part: a row an entry, a column for each thing that is said of any of them. */
function PartTable({ part }: { part: Part }) {
  const columns = [...new Set(part.entries.flatMap(({ facts }) => facts.map(({ what }) => what)))]
  if (columns.length === 0)
    return (
      <ul class="govuk-list govuk-list--bullet">
        {part.entries.map(({ name }) => (
          <li>{name}</li>
        ))}
      </ul>
    )
  return (
    <ScrollingTable label={part.title}>
      <Table
        caption={part.title}
        captionClasses="govuk-visually-hidden"
        firstCellIsHeader
        head={[{ text: 'Name' }, ...columns.map((text) => ({ text }))]}
        rows={part.entries.map(({ name, facts }) => [
          { text: name },
          ...columns.map((column) => ({ text: facts.find(({ what }) => what === column)?.says ?? '' })),
        ])}
      />
    </ScrollingTable>
  )
}

/** What somebody who may change the pack can do on its page. */
export const ChangeLinks = ({ id }: { id: string }) => (
  <div class="alongside-toolbar">
    <Button text="Change this pack" href={`/packs/adopted/${id}/change`} />
    <Button text="Change its text" href={`/packs/adopted/${id}/text`} classes="govuk-button--secondary" />
  </div>
)

/** The versions of one pack, the newest first. */
export function Versions({
  versions,
  shown,
  builtIn,
}: {
  versions: readonly AdoptedPack[]
  shown: string
  /** The id of the built-in pack it came from; null when there is none. */
  builtIn: string | null
}) {
  return (
    <section>
      <h2 class="govuk-heading-m">Versions</h2>
      <p class="govuk-body">
        The newest is in force. What began under an earlier version goes on under it, and each stays readable.
      </p>
      <ScrollingTable label="Versions">
        <Table
          caption="Versions"
          captionClasses="govuk-visually-hidden"
          classes="alongside-stack"
          firstCellIsHeader
          head={[
            { text: 'Version' },
            { text: 'Academic year' },
            { text: 'Kept' },
            { text: 'Why' },
            { text: 'What changed' },
          ]}
          rows={versions.map((one, i) => {
            const earlier = versions[i + 1]
            return [
              {
                text:
                  one.id === shown ? (
                    `${one.version} (this page)`
                  ) : (
                    <a class="govuk-link" href={`/packs/adopted/${one.id}`}>
                      Version {one.version}
                    </a>
                  ),
              },
              { text: one.academicYear },
              { text: `${showMoment(one.adoptedAt)}${one.adoptedBy ? ` by ${one.adoptedBy}` : ''}` },
              { text: one.reason ?? 'Adopted as it comes with Alongside' },
              {
                text: earlier ? (
                  <a class="govuk-link" href={comparisonAddress(earlier.id, one.id)}>
                    Compare with version {earlier.version}
                  </a>
                ) : (
                  ''
                ),
              },
            ]
          })}
        />
      </ScrollingTable>
      {builtIn === null ? null : (
        <p class="govuk-body">
          <a class="govuk-link" href={comparisonAddress(`built-in:${builtIn}`, shown)}>
            Compare this version with the pack that comes with Alongside
          </a>
        </p>
      )}
    </section>
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
