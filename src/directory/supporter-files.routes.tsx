// Owns the addresses for reading a file of supporters: template, upload, dry run, writing, rows set aside.
// A file may name supporters of any school, so it takes the right to keep the whole directory.
import { NotFound } from '#platform/errors.ts'
import { csvResponse } from '#platform/csv.ts'
import { allow, type Exchange, get, post, postFile, type Route } from '#platform/exchange.ts'
import { bytesOf, filesFolder, type Terms } from '#platform/files.ts'
import { textOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { whyNotTaken } from '#platform/receiving.ts'
import { addFile, applyFile, giveUpFile, planKept } from './supporter-files.actions.ts'
import { fileById, type KeptFile } from './supporter-files.queries.ts'
import { columns, countsOf, exampleRow, type Planned, readFile } from './supporter-files.rules.ts'
import { ChooseFile, FilePage, type ShownRow } from './supporter-files.views.tsx'

const terms: Terms = { limitBytes: 1_000_000, accepts: ['text'] }
const folderOf = (x: Exchange) => filesFolder(x.platform.configuration)

export const supporterFileRoutes: readonly Route[] = [
  get('/supporters/file', 'directory.manage', (x) => {
    everywhere(x)
    return choose(x)
  }),
  get('/supporters/file/template', 'directory.manage', (x) =>
    csvResponse(x.c, 'supporters-template', columns, [exampleRow]),
  ),
  postFile(
    '/supporters/file',
    'directory.manage',
    () => terms,
    async (x) => {
      everywhere(x)
      if ('why' in x.file) return choose(x, whyNotTaken(x.file, terms.limitBytes, 'a CSV file'))
      const reading = readFile(await bytesOf(folderOf(x), x.file.id))
      if (!reading.ok) return choose(x, reading.reason)
      if (reading.rows.length === 0) return choose(x, 'The file has a first line and no rows')
      return redirect(x.c, `/supporters/file/${await addFile(x.db, x.actor, x.file)}`)
    },
  ),
  get('/supporters/file/:id', 'directory.manage', async (x) => {
    const file = await fileOf(x)
    const planned = file.fileId === null ? [] : await planKept(x.db, folderOf(x), file.fileId)
    return page(
      x.c,
      { title: 'File of supporters', back: { href: '/supporters/file', text: 'Read another file' } },
      <FilePage
        id={file.id}
        name={file.name}
        state={file.state}
        counts={file.result?.counts ?? countsOf(planned)}
        rows={
          file.result
            ? file.result.aside.map((row) => show({ ...row, kind: 'set aside' }))
            : planned.map(show)
        }
      />,
    )
  }),
  post('/supporters/file/:id', 'directory.manage', async (x) => {
    const file = await fileOf(x)
    if (textOf(x.form, 'do') !== 'apply') {
      await giveUpFile(x.db, file.id)
      return redirect(x.c, '/supporters', 'The file was given up. Nothing was written.')
    }
    const counts = await applyFile(x.db, folderOf(x), x.actor.organisationId, file.id)
    return redirect(
      x.c,
      `/supporters/file/${file.id}`,
      counts
        ? `Written: ${counts.added} added, ${counts.changed} changed, ${counts.unchanged} unchanged, ${counts.setAside} set aside.`
        : 'This file was dealt with before. Nothing was written.',
    )
  }),
  get('/supporters/file/:id/set-aside', 'directory.manage', async (x) => {
    const file = await fileOf(x)
    const aside =
      file.result?.aside ??
      (file.fileId === null ? [] : await planKept(x.db, folderOf(x), file.fileId)).filter(
        (row) => row.kind === 'set aside',
      )
    return csvResponse(
      x.c,
      'set-aside',
      ['Line', 'Reason', 'As it stood in the file'],
      aside.map(({ line, reason, raw }) => [line, reason, raw.join(' | ')]),
    )
  }),
]

const everywhere = (x: Exchange) => allow(x, 'directory.manage', {}, true)

async function fileOf(x: Exchange): Promise<KeptFile> {
  everywhere(x)
  const file = await fileById(x.db, x.c.req.param('id') ?? '')
  if (!file || (file.state === 'read' && file.fileId === null)) throw new NotFound('file')
  return file
}

const choose = (x: Exchange, error?: string) =>
  page(
    x.c,
    {
      title: 'Read a file of supporters',
      errors: error !== undefined,
      ...(error ? { status: 422 as const } : {}),
    },
    <ChooseFile error={error} />,
  )

function show(row: Planned): ShownRow {
  const what = { added: 'Added', changed: 'Changed', unchanged: 'Unchanged', 'set aside': 'Set aside' }[
    row.kind
  ]
  const detail = row.kind === 'set aside' ? row.reason : row.kind === 'changed' ? row.changes.join(', ') : ''
  return { line: row.line, name: row.name, what, detail }
}
