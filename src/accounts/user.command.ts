// Owns `alongside user`: adding somebody, printing a link with which they sign in, ending their access. For
// whoever runs the installation, who may have no mail server.
import { createHash, randomBytes } from 'node:crypto'
import { CommandFault, type CommandContext } from '#platform/command.ts'
import { addressOf } from '#platform/configuration.ts'
import { asSystem, type Db, setReason } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { roles } from '#platform/permissions.ts'
import { endAccess, giveRole, openAccount, registerPerson } from '#src/accounts/people.actions.ts'
import { lockMembershipsOf } from '#src/accounts/people.queries.ts'
import { isRole, scopesFor, whyNotEnd } from '#src/accounts/people.rules.ts'
import { newestPacks } from '#src/packs/packs.queries.ts'
import { permissionsOf } from '#src/packs/permissions.queries.ts'

const REASON = 'By whoever runs this installation, at the command line'
const PRINTED_LINK_MINUTES = 60

/** The organisation named, or the only one there is. */
async function organisationNamed(db: Db, name: string | undefined): Promise<{ id: string; name: string }> {
  const all = await db.selectFrom('organisations').select(['id', 'name']).orderBy('name').execute()
  const list = all.map((one) => `  ${one.name}`).join('\n')
  if (all.length === 0)
    throw new CommandFault(
      'There is no organisation yet. Start Alongside and open its address to set one up.',
    )
  const found =
    name === undefined ? (all.length === 1 ? all[0] : undefined) : all.find((one) => one.name === name)
  if (!found)
    throw new CommandFault(
      name === undefined
        ? `There are several organisations. Say which with --organisation:\n${list}`
        : `There is no organisation named “${name}”. There are:\n${list}`,
    )
  return found
}

async function personWith(db: Db, organisationId: string, email: string) {
  const person = await db
    .selectFrom('people')
    .select(['id', 'name', 'left_on'])
    .where('organisation_id', '=', organisationId)
    .where('email', '=', email.toLowerCase())
    .orderBy('created_at')
    .executeTakeFirst()
  if (!person)
    throw new CommandFault(`Nobody here has the address ${email}. Add them with: user add ${email}`)
  return person
}

const print = ({ terminal }: CommandContext, result: Record<string, unknown>, text: string) =>
  terminal.out(terminal.json ? `${JSON.stringify(result)}\n` : `${text}\n`)

export type AddOptions = { name?: string; role?: string; organisation?: string }

/** Adds a person with a role for the whole organisation (or their own records) from today, who may then sign in by link. */
export async function addUser(email: string, options: AddOptions, context: CommandContext): Promise<void> {
  const address = email.trim().toLowerCase()
  if (!/^[^\s@]+@[^\s@]+[.][^\s@]+$/.test(address)) throw new CommandFault(`${email} is no email address.`)
  const role = options.role ?? 'administrator'
  if (!isRole(role))
    throw new CommandFault(
      `There is no role “${role}”. There are:\n${roles.map((one) => `  ${one}`).join('\n')}`,
    )
  const kind = scopesFor(role)[0]
  if (kind !== 'all' && kind !== 'own')
    throw new CommandFault(
      `The role “${role}” is given for one school. Give it in the browser, under People.`,
    )
  const today = todayInEngland()
  const added = await asSystem(
    context.installation.database,
    async (db) => {
      const organisation = await organisationNamed(db, options.organisation)
      const known = await db
        .selectFrom('people')
        .select('id')
        .where('organisation_id', '=', organisation.id)
        .where('email', '=', address)
        .executeTakeFirst()
      if (known)
        throw new CommandFault(`${address} is there already. Print a link with: user link ${address}`)
      const id = await registerPerson(db, organisation.id, { name: options.name ?? address, email: address })
      await openAccount(db, organisation.id, id)
      await giveRole(db, organisation.id, id, { role, scope: { kind }, startsOn: today })
      return { id, organisation: organisation.name }
    },
    { reason: REASON },
  )
  print(
    context,
    { ...added, email: address, role },
    `${options.name ?? address} is now ${role} of ${added.organisation}. Print a link to sign in with: user link ${address}`,
  )
}

/** Prints a link with which the person signs in once. */
export async function linkUser(
  email: string,
  options: { organisation?: string },
  context: CommandContext,
): Promise<void> {
  const { database, configuration } = context.installation
  const address = email.trim().toLowerCase()
  const token = randomBytes(24).toString('base64url')
  await asSystem(database, async (db) => {
    const organisation = await organisationNamed(db, options.organisation)
    const person = await personWith(db, organisation.id, address)
    if (person.left_on !== null) throw new CommandFault(`${person.name} has left and cannot sign in.`)
    await setReason(db, REASON)
    if (!(await openAccount(db, organisation.id, person.id)))
      throw new CommandFault('Another person here signs in with this address.')
    // As better-auth's magic link keeps it: the hash of the token, and what it stands for.
    await db
      .insertInto('sign_in_verifications')
      .values({
        identifier: `magic-link:${createHash('sha256').update(token).digest('base64url')}`,
        value: JSON.stringify({ type: 'magic-link', email: address }),
        expires_at: new Date(Date.now() + PRINTED_LINK_MINUTES * 60_000),
      })
      .execute()
  })
  const link = `${addressOf(configuration)}/sign-in/link/${token}`
  print(
    context,
    { email: address, link, minutes: PRINTED_LINK_MINUTES },
    `${link}\nIt works once, within ${PRINTED_LINK_MINUTES} minutes. Whoever has it can sign in as ${address}.`,
  )
}

/** Ends a person's access today, on every device. */
export async function endUser(
  email: string,
  options: { organisation?: string },
  context: CommandContext,
): Promise<void> {
  const today = todayInEngland()
  const ended = await asSystem(
    context.installation.database,
    async (db) => {
      const organisation = await organisationNamed(db, options.organisation)
      const person = await personWith(db, organisation.id, email.trim())
      const all = await lockMembershipsOf(db, organisation.id)
      const ending = all.filter(({ personId }) => personId === person.id).map(({ id }) => id)
      const permissions = await permissionsOf(
        context.installation.database,
        (await newestPacks(db, organisation.id)).map(({ id }) => id),
      )
      const why = whyNotEnd({ all, ending, personId: person.id, byPersonId: '', permissions, today })
      if (why) throw new CommandFault(`${why}.`)
      const sessions = await endAccess(db, organisation.id, person.id, today)
      return { name: person.name, organisation: organisation.name, sessions }
    },
    { reason: REASON },
  )
  print(context, ended, `${ended.name} has left ${ended.organisation}. Sessions ended: ${ended.sessions}.`)
}
