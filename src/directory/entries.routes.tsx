// Owns the addresses under which a supporter's entry is written, part by part. Each part is put into the
// entry as it stands and the whole is saved at the version that was read.
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { FormKey, refuse, Version, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { schoolSubject } from '#platform/reach.ts'
import type { FoundSchool } from '#src/schools/finding/finding.queries.ts'
import { schoolAsked, typedSchool } from '#src/schools/finding/school-field.tsx'
import {
  designationValues,
  parseDesignation,
  type Part,
  partForms,
  parts,
  themesOffered,
} from './entries.forms.ts'
import { DesignationForm, EntryForm } from './entries.views.tsx'
import { saveSupporter } from './supporters.actions.ts'
import { type SupporterRecord, supporterById } from './supporters.queries.ts'
import {
  addressKeyOf,
  type Designation,
  emptyEntry,
  faultsOf,
  fieldsOf,
  type SupporterEntry,
  whyNotEmail,
} from './supporters.rules.ts'
import { vocabularyOf } from './vocabulary.queries.ts'

export const entryRoutes: readonly Route[] = [
  get('/supporters/new', 'directory.manage', (x) =>
    entryPage(x, null, 'details', { values: partForms.details.values(emptyEntry, x.today) }),
  ),
  post('/supporters/new', 'directory.manage', (x) => save(x, null, 'details')),
  get('/supporters/:id/edit/:part', 'directory.manage', async (x) => {
    const record = await managed(x)
    const part = partOf(x)
    return entryPage(x, record, part, {
      values: partForms[part].values(record.entry, x.today),
    })
  }),
  post('/supporters/:id/edit/:part', 'directory.manage', async (x) => save(x, await managed(x), partOf(x))),
  get('/supporters/:id/designations/:key', 'directory.manage', async (x) => {
    const record = await managed(x)
    const old = designationOf(x, record)
    if (!old && x.c.req.param('key') !== 'new') throw new NotFound('designation')
    return designationPage(x, record, { values: designationValues(old) }, old === null)
  }),
  // A designation that is there no longer (somebody changed its first day) is added anew: nothing typed is lost.
  post('/supporters/:id/designations/:key', 'directory.manage', async (x) => {
    const record = await managed(x)
    const old = designationOf(x, record)
    const parsed = parseDesignation(x.form, await offeredTo(x, record))
    if (!parsed.ok) return designationPage(x, record, parsed, old === null)
    const others = record.entry.designations.filter((one) => one !== old)
    const entry = { ...record.entry, designations: [...others, parsed.value] }
    const fault = faultsOf(entry)[0]
    if (fault)
      return designationPage(x, record, refuse(x.form, { field: 'designation', text: fault }), old === null)
    return store(x, record, entry)
  }),
]

function partOf(x: Exchange): Part {
  const part = parts.find((one) => one === x.c.req.param('part'))
  if (!part) throw new NotFound('part')
  return part
}

async function managed(x: Exchange): Promise<SupporterRecord> {
  const record = await supporterById(x.db, x.c.req.param('id') ?? '')
  if (!record) throw new NotFound('supporter')
  allow(x, 'directory.manage', await schoolSubject(x.db, record.entry.homeUrn, [record.personId]), true)
  return record
}

async function save(x: Exchange, record: SupporterRecord | null, part: Part) {
  const before = record?.entry ?? emptyEntry
  const typed = part === 'details' ? typedSchool(x.form, 'homeUrn') : ''
  const home =
    typed && typed !== String(before.homeUrn) ? await schoolAsked(x.db, x.form, 'homeUrn', 'all') : null
  const parsed = partForms[part].parse(
    home ? { ...x.form, homeUrn: home.ok ? String(home.school.urn) : '' } : x.form,
    before,
    { vocabulary: await vocabularyOf(x.db), today: x.today },
  )
  if (home?.ok === false)
    return entryPage(
      x,
      record,
      part,
      refuse(x.form, ...(parsed.ok ? [] : parsed.errors), home.error),
      home.choices,
    )
  if (!parsed.ok) return entryPage(x, record, part, { ...parsed, values: x.form })
  const entry = parsed.value
  const refusal = record && whyNotEmail(record, entry.email)
  if (refusal) return entryPage(x, record, part, refuse(x.form, { field: 'email', text: refusal }))
  // Nobody puts a supporter where they may not keep the directory, or lets one out of their own reach.
  if (entry.homeUrn !== before.homeUrn || record === null)
    allow(x, 'directory.manage', await schoolSubject(x.db, entry.homeUrn), true)
  return store(x, record, entry)
}

async function store(x: Exchange, record: SupporterRecord | null, entry: SupporterEntry) {
  const saved = await saveSupporter(
    x.db,
    x.actor.organisationId,
    record && { id: record.id, version: versionOf(x.form) ?? -1 },
    entry,
  )
  if (saved.kind === 'missing') throw new NotFound('supporter')
  if (saved.kind === 'stale') {
    const theirs = fieldsOf(saved.record.entry)
    throw new Conflict(
      `/supporters/${saved.record.id}`,
      saved.record.version,
      fieldsOf(entry)
        .map(({ name, label, text }, at) => ({ name, label, yours: text, theirs: theirs[at]!.text }))
        .filter(({ yours, theirs }) => yours !== theirs),
    )
  }
  const said =
    saved.kind === 'added'
      ? `${entry.name} is in the directory. Next: designations, expertise, days, checks and consent.`
      : saved.kind === 'changed'
        ? 'Saved.'
        : 'Nothing was changed.'
  return redirect(x.c, `/supporters/${saved.id}`, said)
}

async function entryPage(
  x: Exchange,
  record: SupporterRecord | null,
  part: Part,
  form: Filled,
  schools: readonly FoundSchool[] = [],
) {
  const vocabulary = await vocabularyOf(x.db)
  const title = record ? `${partForms[part].title}: ${record.entry.name}` : 'Add a supporter'
  return page(
    x.c,
    { title, errors: form.errors !== undefined, ...(form.errors ? { status: 422 as const } : {}) },
    <EntryForm
      part={part}
      form={form}
      name={record?.entry.name ?? null}
      themes={themesOffered(record?.entry ?? emptyEntry, vocabulary)}
      schools={schools}
      today={x.today}
      hidden={
        <>
          <FormKey />
          {record ? <Version value={versionOf(x.form) ?? record.version} /> : null}
        </>
      }
      cancel={record ? `/supporters/${record.id}` : '/supporters'}
    />,
  )
}

const designationOf = (x: Exchange, { entry }: SupporterRecord): Designation | null =>
  entry.designations.find((one) => addressKeyOf(one) === x.c.req.param('key')) ?? null

async function offeredTo(x: Exchange, record: SupporterRecord): Promise<string[]> {
  const { designations } = await vocabularyOf(x.db)
  return [...new Set([...designations, ...record.entry.designations.map(({ designation }) => designation)])]
}

async function designationPage(x: Exchange, record: SupporterRecord, form: Filled, isNew: boolean) {
  return page(
    x.c,
    {
      title: `Designation: ${record.entry.name}`,
      errors: form.errors !== undefined,
      ...(form.errors ? { status: 422 as const } : {}),
    },
    <DesignationForm
      form={form}
      name={record.entry.name}
      offered={await offeredTo(x, record)}
      isNew={isNew}
      hidden={
        <>
          <FormKey />
          <Version value={versionOf(x.form) ?? record.version} />
        </>
      }
      cancel={`/supporters/${record.id}`}
    />,
  )
}
