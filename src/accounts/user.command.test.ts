// Proves `alongside user`.
import { beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../test/setup/app.ts'
import { type CommandContext, CommandFault } from '#platform/command.ts'
import { addUser, endUser, linkUser } from '#src/accounts/user.command.ts'

let t: TestApp
let printed = ''
let context: CommandContext
beforeAll(async () => {
  t = await testApp()
  const { configuration, database, log } = t.platform
  context = {
    installation: { configuration, database, log, migrated: [], close: async () => {} },
    terminal: {
      out: (text) => {
        printed += text
      },
      err: () => {},
      json: true,
      interactive: false,
    },
  }
})

const run = async (work: () => Promise<void>): Promise<Record<string, unknown>> => {
  printed = ''
  await work()
  return JSON.parse(printed) as Record<string, unknown>
}

describe('alongside user', () => {
  it('adds somebody, prints a link that signs them in once, and ends their access', async () => {
    const added = await run(() => addUser('New.Admin@example.org', { name: 'New Admin' }, context))
    expect(added).toMatchObject({ email: 'new.admin@example.org', role: 'administrator' })
    const { link } = await run(() => linkUser('new.admin@example.org', {}, context))
    const path = new URL(String(link)).pathname
    const visitor = t.anonymous()
    await visitor.post(path)
    expect(await (await visitor.get('/people')).text()).toContain('New Admin')
    expect((await t.anonymous().post(path)).status).toBe(404)
    await expect(endUser('new.admin@example.org', {}, context)).rejects.toThrow('Nobody would be left')
    await addUser('second@example.org', {}, context)
    const ended = await run(() => endUser('new.admin@example.org', {}, context))
    expect(ended).toMatchObject({ name: 'New Admin', sessions: 1 })
    expect((await visitor.get('/people')).status).toBe(303)
    await expect(linkUser('new.admin@example.org', {}, context)).rejects.toThrow('has left')
  })

  it('says what is wrong, and what there is instead', async () => {
    const fault = async (work: Promise<void>, text: string) => {
      await expect(work).rejects.toThrow(CommandFault)
      await expect(work).rejects.toThrow(text)
    }
    await fault(addUser('nonsense', {}, context), 'is no email address')
    await fault(addUser('a@example.org', { role: 'king' }, context), 'head of standards')
    await fault(addUser('a@example.org', { role: 'headteacher' }, context), 'one school')
    await fault(linkUser('nobody@example.org', {}, context), 'user add nobody@example.org')
    await t.insertOrganisation('Second Organisation')
    await fault(addUser('a@example.org', {}, context), 'Say which with --organisation')
    await fault(addUser('a@example.org', { organisation: 'Third' }, context), 'Second Organisation')
    await addUser('a@example.org', { organisation: 'Second Organisation', role: 'supporter' }, context)
  })
})
