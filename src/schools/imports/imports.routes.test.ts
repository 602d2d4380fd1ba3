import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { asSystem } from '#platform/database.ts'
import { fileJobs } from '#platform/files.ts'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { bring, csv, gias, ks2Head } from '../schools.fixture.ts'
import { announce, queueForImport } from './queue.queries.ts'
import { endInterrupted, importJobs } from './uploads.actions.ts'
import { testFolder } from '../../../test/setup/folder.ts'

let app: TestApp
let officer: SignedIn
const data = testFolder('uploads')
const folder = join(data, 'files')

beforeAll(async () => {
  app = await testApp({ ALONGSIDE_DATA: data, ALONGSIDE_UPLOAD_LIMIT_MB: '1' })
  officer = await app.signInAs('business support officer')
})

/** Sends a file as a browser does. */
async function send(
  name: string,
  content: string,
  who = officer,
  key: string = randomUUID(),
): Promise<Response> {
  const form = new FormData()
  form.set('file', new File([content], name, { type: 'text/csv' }))
  form.set('academicYear', '')
  form.set('_key', key)
  return who.post('/imports', form)
}

/** Does what the background would do now. */
async function work(): Promise<void> {
  const jobs = importJobs(app.database, folder)
  const waiting = await asSystem(app.database, (db) =>
    db
      .selectFrom('import_uploads')
      .select(['id', 'state'])
      .where('state', 'in', ['checking', 'applying'])
      .execute(),
  )
  for (const { id, state } of waiting)
    await jobs[state === 'checking' ? 'import.check' : 'import.apply']!({ upload: id })
}

/** Runs the jobs that remove the bytes of deleted rows, as the background does. */
async function removeBytes(): Promise<void> {
  const { rows } = await app.database.pool.query<{ id: string }>(
    `SELECT payload ->> 'id' AS id FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'files.remove'`,
  )
  for (const { id } of rows) await fileJobs(app.database, folder)['files.remove']!({ id })
}

const textAt = async (path: string, who = officer) => (await who.get(path)).text()

describe('bringing in a file', () => {
  it('goes from upload by summary to result, and back again by undoing', async () => {
    const sent = await send('gias_20240901.csv', gias([{ URN: 100001 }, { URN: 100002 }, { URN: 7 }]))
    expect(sent.status).toBe(303)
    const address = sent.headers.get('location')!
    expect(await textAt(address)).toContain('Reading the file')
    await work()
    const summary = await textAt(address)
    expect(summary).toContain('What this file would change')
    expect(summary).toContain('Apply 2 rows')
    expect(summary).toContain('holds no school’s number')
    expect(await textAt(`${address}/set-aside`)).toContain('holds no school’s number: “7”')
    expect(await textAt('/schools')).toContain('0 schools')

    expect((await officer.post(`${address}/apply`)).status).toBe(303)
    await work()
    const applied = await officer.get(address)
    expect(applied.status).toBe(303)
    const result = applied.headers.get('location')!
    expect(await textAt(result)).toContain(officer.actor.name)
    expect(await textAt('/schools')).toContain('2 schools')
    expect(await textAt('/imports')).toContain('gias_20240901.csv')
    expect(await textAt(`${result}/set-aside`)).toContain('Row,Reason,Cells')
    await removeBytes()
    expect(readdirSync(folder)).toEqual([])

    expect(await textAt(`${result}/undo`)).toContain('Undo this import?')
    await officer.post(`${result}/undo`)
    expect(await textAt('/schools')).toContain('0 schools')
    expect(await textAt(result)).toContain('This import was undone')
    expect((await officer.post(`${result}/undo`)).status).toBe(422)
  })

  it('asks for the year where the file does not say it, and goes on', async () => {
    const address = (
      await send('results.csv', csv(ks2Head, [[1, 850, 2001, 100001, 'A', 100, 20, '62%']]))
    ).headers.get('location')!
    await work()
    expect(await textAt(address)).toContain('Which year are the figures of?')
    expect((await officer.post(`${address}/year`, { academicYear: '2018' })).status).toBe(422)
    await officer.post(`${address}/year`, { academicYear: '2018-19' })
    await work()
    expect(await textAt(address)).toContain('2018-19')
    await officer.post(`${address}/discard`)
    expect((await officer.get(address)).status).toBe(404)
  })

  it('says in a sentence why a file is no use', async () => {
    const address = (await send('holiday.csv', 'Dear all')).headers.get('location')!
    await work()
    expect(await textAt(address)).toContain('is no header of a published file')
    const large = await send('large.csv', 'x'.repeat(1_100_000))
    expect(large.status).toBe(422)
    expect(await large.text()).toContain('larger than 1 MB')
    const none = new FormData()
    none.set('academicYear', '')
    expect(await (await officer.post('/imports', none)).text()).toContain('Choose a file')
  })

  it('takes a CSV or a workbook and nothing else, whatever the name says', async () => {
    const sent = await send('gias.csv', '%PDF-1.7 and so on')
    expect(sent.status).toBe(422)
    expect(await sent.text()).toContain('Choose a CSV or Excel file. This is a PDF, whatever its name says')
  })

  it('forgets a file that nobody applied in time', async () => {
    const address = (await send('late_20240901.csv', gias([{ URN: 100051 }, { URN: 5 }]))).headers.get(
      'location',
    )!
    await work()
    expect(await textAt(address)).toContain('What this file would change')
    await asSystem(app.database, (db) =>
      db
        .updateTable('files')
        .set({ kept_until: new Date(Date.now() - 1_000) })
        .execute(),
    )
    await fileJobs(app.database, folder)['files.tidy']!({})
    await removeBytes()
    expect((await officer.get(address)).status).toBe(404)
    expect((await officer.post(`${address}/apply`)).status).toBe(404)
    expect(await textAt('/imports')).not.toContain('late_20240901.csv')
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes a file that is sent twice with one key only once', async () => {
    const key = randomUUID()
    const first = await send('twice.csv', gias([{ URN: 100005 }]), officer, key)
    const second = await send('twice.csv', gias([{ URN: 100005 }]), officer, key)
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
  })

  it('is only for those who may, and shows another organisation neither the upload nor the person', async () => {
    const address = (await send('ours_20240901.csv', gias([{ URN: 100009 }]))).headers.get('location')!
    const adviser = await app.signInAs('adviser')
    expect((await adviser.get('/imports')).status).toBe(403)
    const other = await app.insertOrganisation('Otherland')
    const theirs = await app.signInAs('business support officer', { kind: 'all' }, { organisation: other })
    expect((await theirs.get(address)).status).toBe(404)
    await work()
    await officer.post(`${address}/apply`)
    await work()
    expect(await textAt('/imports', theirs)).not.toContain(officer.actor.name)
    expect(await textAt('/imports', theirs)).toContain('Another organisation')
  })

  it('lets nobody undo another organisation’s import or read the rows it set aside', async () => {
    const address = (await send('shared_20240902.csv', gias([{ URN: 100029 }, { URN: 5 }]))).headers.get(
      'location',
    )!
    await work()
    await officer.post(`${address}/apply`)
    await work()
    const applied = (await officer.get(address)).headers.get('location')!
    const other = await app.insertOrganisation('Farland')
    const theirs = await app.signInAs('business support officer', { kind: 'all' }, { organisation: other })
    const seen = await textAt(applied, theirs)
    expect(seen).toContain('Only it can see the rows set aside and undo the import')
    expect(seen).not.toContain('Rows set aside')
    for (const path of ['set-aside', 'undo'])
      expect((await theirs.get(`${applied}/${path}`)).status).toBe(404)
    expect((await theirs.post(`${applied}/undo`)).status).toBe(404)
    expect(await textAt(applied)).toContain('Rows set aside')
    expect((await officer.post(`${applied}/undo`)).status).toBe(303)
  })

  it('says so when the process was killed while it worked on a file, and leaves the way on open', async () => {
    const address = (await send('gias_20240905.csv', gias([{ URN: 100031 }]))).headers.get('location')!
    // It may still be about to begin.
    expect(await endInterrupted(app.database)).toBe(0)
    const id = address.split('/').at(-1)!
    await asSystem(app.database, (db) =>
      db
        .updateTable('import_uploads')
        .set({ touched_at: new Date(Date.now() - 60_000) })
        .where('id', '=', id)
        .execute(),
    )
    // An import that is under way anywhere may be this one.
    const other = await app.database.pool.connect()
    await other.query("BEGIN; SELECT pg_advisory_xact_lock(hashtext('alongside import'))")
    expect(await endInterrupted(app.database)).toBe(0)
    await other.query('ROLLBACK')
    other.release()
    expect(await endInterrupted(app.database)).toBe(1)
    expect(await textAt(address)).toContain('Alongside was stopped while it worked on this file')
  })

  it('says which import a file waits for, and goes on by itself when that is done', async () => {
    const mine = (await send('second_20240901.csv', gias([{ URN: 100041 }]))).headers.get('location')!
    const applied = await bring(app.database, 'old_20240801.csv', gias([{ URN: 100042 }]))
    const other = await app.database.pool.connect()
    await announce(other, 'the import of first_20240901.csv', null)
    await other.query('BEGIN')
    await queueForImport(other)
    const working = work()
    const page = await textAt(mine)
    expect(page).toContain('Waiting for another import')
    expect(page).toContain('This file waits for the import of first_20240901.csv.')
    expect(await textAt('/imports')).toContain('waits for the import of first_20240901.csv')
    // A page does not wait: undoing is refused meanwhile.
    const undo = await officer.post(`/imports/${applied.importId}/undo`)
    expect(undo.status).toBe(422)
    expect(await undo.text()).toContain('A file is being brought in just now')
    await other.query('COMMIT')
    other.release()
    await working
    expect(await textAt(mine)).toContain('What this file would change')
    expect(await textAt('/imports')).not.toContain('waits for')
    await officer.post(`${mine}/discard`)
  })

  it('keeps what was typed as text in a file’s name', async () => {
    await bring(app.database, 'a_20240901.csv', gias([{ URN: 100010 }]), {
      fileName: '<img src=x onerror=alert(1)>_20240901.csv',
    })
    expect(await textAt('/imports')).toContain('&lt;img src=x')
  })
})
