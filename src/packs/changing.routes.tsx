// Changing an adopted pack: as a form or as text, checked, shown, and kept as the next version with a reason.
import { Conflict, NotFound } from '#platform/errors.ts'
import { type Exchange, type FormValues, type Route, allow, get, post, queryOf } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { type FieldError, parseForm, textOf, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { type Outcome, type Standing, keepVersion, outcomeOf, standingOf } from './changing.actions.ts'
import { fieldOf, reasonForm, textsOf, valuesOf } from './changing.forms.ts'
import { type Files, faultsAtPlaces, placesOf, withValues } from './changing.rules.ts'
import { ChangeAsForm, ChangeAsText, ConfirmChange } from './changing.views.tsx'
import { type ChangedPart, comparePacks } from './comparison.rules.ts'
import type { MeasureName } from './conditions.rules.ts'
import { type Fault, type Vocabulary, faultInWords } from './pack.rules.ts'
import { adoptedFiles } from './packs.queries.ts'

/** Where the fault of a text shows: at the field of its file. */
const atFile = (fault: Fault): FieldError => ({ field: fieldOf(fault.file), text: faultInWords(fault) })

const notWhole = (outcome: Outcome): FieldError[] =>
  outcome.kind === 'unchanged'
    ? [{ field: '', text: 'Nothing has been changed yet' }]
    : outcome.kind === 'locks everybody out'
      ? [
          {
            field: '',
            text: 'With this nobody would be left to look after people and roles. Leave that right to a role that somebody holds',
          },
        ]
      : []

export function changingRoutes(vocabulary: Vocabulary, measure: (code: string) => MeasureName): Route[] {
  const found = async (x: Exchange): Promise<Standing> => {
    allow(x, 'packs.manage', {}, true)
    const standing = await standingOf(x.db, x.c.req.param('id') ?? '', vocabulary)
    if (!standing) throw new NotFound()
    return standing
  }

  const showForm = ({ c, form: sent }: Exchange, { base, files, newest }: Standing, form?: Filled) => {
    const places = placesOf(files, measure)
    // What was tried out beforehand comes with the address.
    const known = Object.fromEntries(places.map(({ name, value }) => [name, c.req.query(name) ?? value]))
    return page(
      c,
      {
        title: `Change ${base.name}`,
        back: { href: `/packs/adopted/${base.id}`, text: base.name },
        ...(form ? { errors: true, status: 422 } : {}),
      },
      <ChangeAsForm
        base={base}
        places={places}
        form={{ values: { ...known, ...form?.values }, errors: form?.errors }}
        version={versionOf(sent) ?? newest.version}
      />,
    )
  }

  const showText = ({ c, form: sent }: Exchange, { base, files, newest }: Standing, form?: Filled) =>
    page(
      c,
      {
        title: `Change the text of ${base.name}`,
        back: { href: `/packs/adopted/${base.id}`, text: base.name },
        ...(form ? { errors: true, status: 422 } : {}),
      },
      <ChangeAsText
        base={base}
        files={files}
        form={form ?? { values: {} }}
        version={versionOf(sent) ?? newest.version}
      />,
    )

  /** From a sound outcome: a conflict, the page that asks to confirm, or the new version. */
  const settle = async (
    x: Exchange,
    standing: Standing,
    outcome: Extract<Outcome, { kind: 'sound' }>,
  ): Promise<Response> => {
    const { base, newest, newestReading } = standing
    const parts = newestReading.pack ? comparePacks(newestReading.pack, outcome.pack, measure) : []
    if (versionOf(x.form) !== newest.version) throw conflict(newest, parts)
    const confirmed = textOf(x.form, 'confirmed') === 'yes'
    const parsed = parseForm(reasonForm, x.form)
    if (!confirmed || !parsed.ok) {
      const values: FormValues = { ...x.form }
      for (const name of ['_key', '_version', 'confirmed', 'reason']) delete values[name]
      return page(
        x.c,
        {
          title: 'Check what changes',
          back: { href: `/packs/adopted/${base.id}`, text: base.name },
          ...(confirmed ? { errors: true, status: 422 } : {}),
        },
        <ConfirmChange
          base={base}
          newest={newest}
          academicYear={outcome.pack.academicYear}
          parts={parts}
          values={values}
          form={{ values: x.form, ...(confirmed && !parsed.ok ? { errors: parsed.errors } : {}) }}
          action={x.c.req.path}
          version={newest.version}
        />,
      )
    }
    const id = await keepVersion(x.db, x.actor, standing, outcome, parsed.value.reason)
    if (id === null) {
      // Somebody was quicker between our reading and our writing.
      const now = await standingOf(x.db, base.id, vocabulary)
      if (!now) throw new NotFound()
      throw conflict(
        now.newest,
        now.newestReading.pack ? comparePacks(now.newestReading.pack, outcome.pack, measure) : [],
      )
    }
    return redirect(
      x.c,
      `/packs/adopted/${id}`,
      `Version ${outcome.pack.version} is in force. Run the criteria again where they have changed.`,
    )
  }

  return [
    get('/packs/adopted/:id/change', 'packs.manage', async (x) => showForm(x, await found(x))),
    post('/packs/adopted/:id/change', 'packs.manage', async (x) => {
      const standing = await found(x)
      const places = placesOf(standing.files, measure)
      const values = valuesOf(x.form, places)
      const outcome = await outcomeOf(
        x.db,
        standing,
        withValues(standing.files, places, values),
        x.today,
        vocabulary,
      )
      if (outcome.kind === 'sound') return settle(x, standing, outcome)
      const errors =
        outcome.kind === 'faulty' ? faultsAtPlaces(outcome.faults, places, values) : notWhole(outcome)
      return showForm(x, standing, { values: x.form, errors })
    }),
    get('/packs/adopted/:id/text', 'packs.manage', async (x) => showText(x, await found(x))),
    post('/packs/adopted/:id/text', 'packs.manage', async (x) => {
      const standing = await found(x)
      // What was read from a file stands in the form from here on, so that it comes back with every answer.
      for (const file of standing.files.keys()) {
        const chosen = x.files[`file-${fieldOf(file)}`]
        if (chosen) x.form[fieldOf(file)] = await chosen.text()
      }
      const files: Files = textsOf(x.form, standing.files)
      const outcome = await outcomeOf(x.db, standing, files, x.today, vocabulary)
      if (outcome.kind === 'sound') return settle(x, standing, outcome)
      const errors = outcome.kind === 'faulty' ? outcome.faults.map(atFile) : notWhole(outcome)
      return showText(x, standing, { values: x.form, errors })
    }),
    get('/packs/adopted/:id/file', 'packs.view', async (x) => {
      const files = await adoptedFiles(x.db, x.c.req.param('id') ?? '')
      const name = queryOf(x, 'name')
      const text = files?.get(name)
      if (text === undefined) throw new NotFound()
      return x.c.body(text, 200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': `attachment; filename="${(name.split('/').at(-1) ?? '').replaceAll(/[^\w.-]/g, '-')}"`,
        'Cache-Control': 'no-store',
      })
    }),
  ]
}

/** Both versions in words: what stands now, and what was typed. */
function conflict(newest: { id: string; version: number }, parts: readonly ChangedPart[]): Conflict {
  const fields = parts.flatMap(({ title, changes }) =>
    changes.flatMap((change) => {
      switch (change.kind) {
        case 'added':
          return [{ name: '', label: `${title}: ${change.entry.name}`, theirs: 'Not there', yours: 'There' }]
        case 'removed':
          return [{ name: '', label: `${title}: ${change.entry.name}`, theirs: 'There', yours: 'Not there' }]
        case 'moved':
          return [
            {
              name: '',
              label: `${title}: order`,
              theirs: change.before.join('; '),
              yours: change.after.join('; '),
            },
          ]
        case 'changed':
          return change.differences.map(({ what, before, after }) => ({
            name: '',
            label: `${change.name}: ${what.toLowerCase()}`,
            theirs: before ?? '',
            yours: after ?? '',
          }))
      }
    }),
  )
  return new Conflict(`/packs/adopted/${newest.id}`, newest.version, fields)
}
