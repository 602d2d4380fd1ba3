// Owns the addresses of imports: list, upload, summary, apply, result, rows set aside, undo.
import { pageOf } from '#platform/addresses.ts'
import type { Configuration } from '#platform/configuration.ts'
import { csvResponse } from '#platform/csv.ts'
import { NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, postFile, queryOf, type Route } from '#platform/exchange.ts'
import { fileById, fileResponse, filesFolder, type Terms } from '#platform/files.ts'
import { textOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { whyNotTaken } from '#platform/receiving.ts'
import { yearEnding } from '../evidence/measures.rules.ts'
import type { ImportResult } from './import.actions.ts'
import { undoImport } from './undo.actions.ts'
import {
  importById,
  type ImportRow,
  listImports,
  openUploads,
  reasonsOf,
  setAsideRows,
  type Upload,
  uploadById,
} from './imports.queries.ts'
import {
  ImportList,
  ImportPage,
  UndoPage,
  UploadForm,
  UploadRefused,
  UploadSummaryPage,
  UploadUnderWay,
  waitsFor,
} from './imports.views.tsx'
import { importUnderWay } from './queue.queries.ts'
import { failingRegular } from './regular.queries.ts'
import { nameOf } from './regular.rules.ts'
import { addUpload, applyUpload, checkAgain, discardUpload } from './uploads.actions.ts'

const PER_PAGE = 50
const MOST_SET_ASIDE = 100_000
const back = { href: '/imports', text: 'Published files' }

const terms = ({ ALONGSIDE_UPLOAD_LIMIT_MB }: Configuration): Terms => ({
  limitBytes: ALONGSIDE_UPLOAD_LIMIT_MB * 1_000_000,
  accepts: ['text', 'xlsx', 'xls'],
})

const uploadForm = (x: Exchange, text?: string) =>
  page(
    x.c,
    {
      title: 'Bring in a published file',
      back,
      errors: text !== undefined,
      ...(text === undefined ? {} : { status: 422 as const }),
    },
    <UploadForm
      limit={x.platform.configuration.ALONGSIDE_UPLOAD_LIMIT_MB}
      {...(text === undefined ? {} : { errors: [{ field: 'file', text }] })}
    />,
  )

async function uploadOf(x: Exchange): Promise<Upload> {
  const upload = await uploadById(x.db, x.c.req.param('id') ?? '')
  if (!upload || (upload.state !== 'applied' && upload.file_id === null)) throw new NotFound('upload')
  return upload
}

async function importOf(x: Exchange): Promise<ImportRow> {
  const id = x.c.req.param('id') ?? ''
  const row = /^\d{1,9}$/.test(id) ? await importById(x.db, Number(id)) : null
  if (!row) throw new NotFound('import')
  return row
}

/** An import whose rows set aside may be read and that may be undone: not another organisation's. */
async function ownImportOf(x: Exchange): Promise<ImportRow> {
  const row = await importOf(x)
  if (row.isTheirs) throw new NotFound('import')
  return row
}

const needsYear = (upload: Upload) => (upload.summary as { needsYear?: boolean } | null)?.needsYear === true

async function uploadPage(x: Exchange, upload: Upload, error?: string) {
  const title = upload.file_name
  if (upload.state === 'checked')
    return page(
      x.c,
      { title, back },
      <UploadSummaryPage upload={upload} result={upload.summary as ImportResult} />,
    )
  if (upload.state === 'refused' || upload.state === 'failed')
    return page(
      x.c,
      { title, back, errors: error !== undefined, ...(error === undefined ? {} : { status: 422 as const }) },
      <UploadRefused upload={upload} needsYear={needsYear(upload)} error={error} />,
    )
  return page(
    x.c,
    { title, back },
    <UploadUnderWay upload={upload} waitsFor={waitsFor(upload, await importUnderWay(x.db))} />,
  )
}

export const importRoutes: readonly Route[] = [
  get('/imports', 'imports.manage', async (x) => {
    const asked = queryOf(x, 'page')
    const { total } = await listImports(x.db, 0, 1)
    const { page: number, pages } = pageOf(asked, total, PER_PAGE)
    const { rows } = await listImports(x.db, (number - 1) * PER_PAGE, PER_PAGE)
    return page(
      x.c,
      { title: 'Published files', back: { href: '/schools', text: 'Schools' } },
      <ImportList
        rows={rows}
        total={total}
        uploads={await openUploads(x.db)}
        underWay={await importUnderWay(x.db)}
        failing={(await failingRegular(x.db)).map((one) => ({
          id: one.id,
          name: nameOf(one),
          result: one.lastResult ?? '',
        }))}
        page={number}
        pages={pages}
      />,
    )
  }),

  get('/imports/new', 'imports.manage', (x) => {
    allow(x, 'imports.manage', undefined, true)
    return uploadForm(x)
  }),

  postFile('/imports', 'imports.manage', terms, async (x) => {
    allow(x, 'imports.manage', undefined, true)
    if ('why' in x.file) {
      const { limitBytes } = terms(x.platform.configuration)
      const why = whyNotTaken(x.file, limitBytes, 'a CSV or Excel file')
      return uploadForm(
        x,
        x.file.why === 'too large'
          ? `${why}. Ask whoever runs Alongside to bring it in from the command line.`
          : why,
      )
    }
    const year = textOf(x.form, 'academicYear').trim().slice(0, 20)
    return redirect(x.c, `/imports/uploads/${await addUpload(x.db, x.actor, x.file, year || null)}`)
  }),

  get('/imports/uploads/:id', 'imports.manage', async (x) => {
    const upload = await uploadOf(x)
    return upload.state === 'applied' && upload.import_id !== null
      ? redirect(x.c, `/imports/${upload.import_id}`)
      : uploadPage(x, upload)
  }),

  get('/imports/uploads/:id/set-aside', 'imports.manage', async (x) => {
    const { set_aside_id: id } = await uploadOf(x)
    const file = id && (await fileById(x.db, id))
    if (!file) throw new NotFound('rows set aside')
    return fileResponse(x.c, filesFolder(x.platform.configuration), file)
  }),

  post('/imports/uploads/:id/year', 'imports.manage', async (x) => {
    allow(x, 'imports.manage', undefined, true)
    const upload = await uploadOf(x)
    const year = textOf(x.form, 'academicYear').trim()
    if (yearEnding(year) === null) return uploadPage(x, upload, 'Write the year as 2018-19')
    await checkAgain(x.db, upload.id, year)
    return redirect(x.c, `/imports/uploads/${upload.id}`)
  }),

  post('/imports/uploads/:id/apply', 'imports.manage', async (x) => {
    allow(x, 'imports.manage', undefined, true)
    const upload = await uploadOf(x)
    await applyUpload(x.db, upload.id)
    return redirect(x.c, `/imports/uploads/${upload.id}`)
  }),

  post('/imports/uploads/:id/discard', 'imports.manage', async (x) => {
    allow(x, 'imports.manage', undefined, true)
    const upload = await uploadOf(x)
    await discardUpload(x.db, upload.id)
    return redirect(x.c, '/imports/new', `${upload.file_name} was thrown away. Nothing was changed.`)
  }),

  get('/imports/:id', 'imports.manage', async (x) => {
    const row = await importOf(x)
    return page(
      x.c,
      { title: row.fileName, back },
      <ImportPage
        row={row}
        reasons={row.isTheirs ? [] : await reasonsOf(x.db, row.id)}
        canUndo={!row.isTheirs && can(x.actor, 'imports.manage') === 'yes'}
      />,
    )
  }),

  get('/imports/:id/set-aside', 'imports.manage', async (x) => {
    const row = await ownImportOf(x)
    const rows = await setAsideRows(x.db, row.id, MOST_SET_ASIDE)
    return csvResponse(
      x.c,
      `import-${row.id}-set-aside`,
      ['Row', 'Reason', 'Cells'],
      rows.map((r) => [r.line, r.reason, r.cells]),
    )
  }),

  get('/imports/:id/undo', 'imports.manage', async (x) => {
    allow(x, 'imports.manage', undefined, true)
    return page(x.c, { title: 'Undo this import?', back }, <UndoPage row={await ownImportOf(x)} />)
  }),

  post('/imports/:id/undo', 'imports.manage', async (x) => {
    allow(x, 'imports.manage', undefined, true)
    const row = await ownImportOf(x)
    const outcome = await undoImport(x.platform.database, row.id, x.actor)
    if ('refused' in outcome)
      return page(
        x.c,
        { title: 'Undo this import?', back, status: 422, errors: true },
        <UndoPage row={row} refused={outcome.refused} />,
      )
    return redirect(x.c, `/imports/${row.id}`, 'The import is undone.')
  }),
]
