// Owns looking after people: list, record, invitation, roles and their end, leaving and coming back.
import { addressOf, pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import type { Db } from '#platform/database.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, queryOf, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm, refuse, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { isOurSchool } from '#platform/reach.ts'
import { invite } from '#src/accounts/invitations.actions.ts'
import { areaTree } from '#src/accounts/organisation.rules.ts'
import { endForm, parseInvitation, parseRole, personForm, roleOrNone } from '#src/accounts/people.forms.ts'
import {
  changePerson,
  endAccess,
  endRole,
  endSessions,
  giveRole,
  registerPerson,
  takeBack,
} from '#src/accounts/people.actions.ts'
import {
  findByEmail,
  findPerson,
  lastInvitation,
  listAreas,
  listPeople,
  lockMembershipsOf,
  membershipsOf,
  type PeopleQuery,
  type Person,
} from '#src/accounts/people.queries.ts'
import { standingOf, whyNotEnd } from '#src/accounts/people.rules.ts'
import {
  EditPerson,
  EndRole,
  Leave,
  NewPerson,
  NewRole,
  PeopleList,
  PersonRecord,
  SHOWN,
  wordOfStanding,
} from '#src/accounts/people.views.tsx'

const PER_PAGE = 50
const MOST_ROWS = 100_000

/** Looking after people is for those who do so for the whole organisation. */
const mayManage = (x: Exchange) => can(x.actor, 'people.manage', {}) === 'yes'
const mustManage = (x: Exchange) => allow(x, 'people.manage', {}, true)

async function list(x: Exchange): Promise<Response> {
  const asked = queryOf(x, 'show')
  const show = SHOWN.find(({ value }) => value === asked)?.value ?? 'access'
  const search = queryOf(x, 'q').slice(0, 100)
  const role = roleOrNone(queryOf(x, 'role'))
  const query: Omit<PeopleQuery, 'limit' | 'offset'> = { search, show, role, today: x.today }
  if (queryOf(x, 'format') === 'csv') {
    const { rows } = await listPeople(x.db, { ...query, limit: MOST_ROWS, offset: 0 })
    const contact = mayManage(x)
    return csvResponse(
      x.c,
      'people',
      ['Name', 'Post', 'Roles today', 'Access', ...(contact ? ['Email address'] : [])],
      rows.map((row) => [
        row.name,
        row.post,
        row.roles.join(', '),
        wordOfStanding(row.standing),
        ...(contact ? [row.email] : []),
      ]),
    )
  }
  // The total is only known with the rows: an asked page beyond the last gives the last.
  const first = pageOf(queryOf(x, 'page'), Number.MAX_SAFE_INTEGER, PER_PAGE).page
  let found = await listPeople(x.db, { ...query, limit: PER_PAGE, offset: (first - 1) * PER_PAGE })
  if (found.rows.length === 0 && first > 1) {
    const { total } = await listPeople(x.db, { ...query, limit: 1, offset: 0 })
    const last = pageOf(String(first), total, PER_PAGE).page
    found = await listPeople(x.db, { ...query, limit: PER_PAGE, offset: (last - 1) * PER_PAGE })
  }
  const shown = { q: search, show, role }
  return page(
    x.c,
    { title: 'People' },
    <PeopleList
      {...found}
      query={shown}
      paging={pageOf(String(first), found.total, PER_PAGE)}
      hrefOf={(change) => addressOf('/people', { ...shown, show: show === 'access' ? '' : show, ...change })}
      mayManage={mayManage(x)}
    />,
  )
}

async function personAt(x: Exchange): Promise<Person> {
  const person = await findPerson(x.db, x.c.req.param('id') ?? '')
  if (!person) throw new NotFound('person')
  return person
}

async function record(x: Exchange): Promise<Response> {
  const person = await personAt(x)
  const manage = mayManage(x)
  const held = await membershipsOf(x.db, person.id)
  return page(
    x.c,
    { title: person.name, back: { href: '/people', text: 'People' } },
    <PersonRecord
      person={person}
      held={held}
      standing={standingOf({ leftOn: person.leftOn, held }, x.today)}
      today={x.today}
      invitation={await lastInvitation(x.db, person.id)}
      mayManage={manage}
      showContact={manage || person.id === x.actor.personId}
    />,
  )
}

const areasOf = async (db: Db) => areaTree(await listAreas(db))

async function showNew(x: Exchange, form?: Filled): Promise<Response> {
  mustManage(x)
  const values = { starts: x.today, scope: 'all' }
  return page(
    x.c,
    { title: 'Invite somebody', ...answerOf(form) },
    <NewPerson form={form ?? { values }} areas={await areasOf(x.db)} />,
  )
}

/** A form that came back with errors: the title says so, and nothing is written. */
const answerOf = (form: Filled | undefined) => (form?.errors ? ({ errors: true, status: 422 } as const) : {})

async function whyNotPlace(x: Exchange, scope: { kind: string; id?: string }) {
  if (scope.kind === 'school' && !(await isOurSchool(x.db, Number(scope.id))))
    return {
      field: 'urn',
      text: 'This organisation answers for no school with that URN. Check the figures, or import the register of schools first',
    }
  if (scope.kind === 'area' && !(await listAreas(x.db)).some(({ id }) => id === scope.id))
    return { field: 'area', text: 'Choose an area' }
  return null
}

async function inviteNew(x: Exchange): Promise<Response> {
  mustManage(x)
  const parsed = parseInvitation(x.form)
  if (!parsed.ok) return showNew(x, parsed)
  const { value, given } = parsed.value
  const place = await whyNotPlace(x, given.scope)
  if (place) return showNew(x, refuse(x.form, place))
  const same = await findByEmail(x.db, value.email)
  if (same)
    return showNew(
      x,
      refuse(x.form, {
        field: 'email',
        text: `${same.name} already has this address. Find them under People and give them a role`,
      }),
    )
  const { organisationId, personId: by } = x.actor
  const id = await registerPerson(x.db, organisationId, value)
  await giveRole(x.db, organisationId, id, given)
  await invite(x.db, x.platform.address, organisationId, id, by)
  return redirect(x.c, `/people/${id}`, `${value.name} has been invited. ${invitedHow(x)}`)
}

/** What becomes of the letter, so that nobody waits for mail that is not sent. */
const invitedHow = ({ platform: { configuration } }: Exchange) =>
  configuration.SMTP_URL || configuration.NOTIFY_KEY
    ? 'The letter is on its way to them.'
    : 'No mail server is set, so the letter waits in the outbox. Whoever runs Alongside can print a link for them with the command “user link”.'

async function inviteAgain(x: Exchange): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  const here = `/people/${person.id}`
  const held = await membershipsOf(x.db, person.id)
  const standing = standingOf({ leftOn: person.leftOn, held }, x.today)
  if (standing !== 'active' && standing !== 'not begun')
    return redirect(x.c, here, 'Nothing was sent. Give them a role first.')
  const invited = await invite(x.db, x.platform.address, x.actor.organisationId, person.id, x.actor.personId)
  return redirect(
    x.c,
    here,
    invited
      ? `${person.name} has been invited. ${invitedHow(x)}`
      : 'Nothing was sent: they have no email address, or somebody else here signs in with it.',
  )
}

async function showEdit(x: Exchange, form?: Filled): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  const values = {
    name: person.name,
    email: person.email ?? '',
    telephone: person.telephone ?? '',
    post: person.post ?? '',
  }
  return page(
    x.c,
    { title: `Change who ${person.name} is`, ...answerOf(form) },
    <EditPerson form={form ?? { values }} person={person} version={versionOf(x.form) ?? person.version} />,
  )
}

async function edit(x: Exchange): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  const parsed = parseForm(personForm, x.form)
  if (!parsed.ok) return showEdit(x, parsed)
  const { value } = parsed
  const same = value.email ? await findByEmail(x.db, value.email, person.id) : undefined
  if (same)
    return showEdit(x, refuse(x.form, { field: 'email', text: `${same.name} already has this address` }))
  // Whoever takes away the address of the last administrator, or their own, shuts the door behind them.
  if (person.userId && person.email !== value.email) {
    const why = await whyNotLose(x, person.id)
    if (why) return showEdit(x, refuse(x.form, { field: 'email', text: why }))
  }
  const here = `/people/${person.id}`
  const saved = await changePerson(x.db, x.actor.organisationId, person.id, versionOf(x.form) ?? 0, value)
  if (!saved) {
    const now = await personAt(x)
    const field = (name: 'name' | 'email' | 'post' | 'telephone', label: string) => ({
      name,
      label,
      theirs: now[name] ?? '',
      yours: value[name] ?? '',
    })
    throw new Conflict(here, now.version, [
      field('name', 'Name'),
      field('email', 'Email address'),
      field('post', 'Post'),
      field('telephone', 'Telephone'),
    ])
  }
  return redirect(x.c, here, 'Saved.')
}

/** Why a person cannot lose their roles (all, or the one named); null when they can. */
async function whyNotLose(x: Exchange, personId: string, membershipId?: string): Promise<string | null> {
  const all = await lockMembershipsOf(x.db, x.actor.organisationId)
  const ending = all
    .filter((one) => one.personId === personId && (!membershipId || one.id === membershipId))
    .map(({ id }) => id)
  const { personId: byPersonId, permissions } = x.actor
  return whyNotEnd({ all, ending, personId, byPersonId, permissions, today: x.today })
}

async function showNewRole(x: Exchange, form?: Filled): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  return page(
    x.c,
    { title: `Give ${person.name} a role`, ...answerOf(form) },
    <NewRole
      form={form ?? { values: { starts: x.today, scope: 'all' } }}
      person={person}
      areas={await areasOf(x.db)}
    />,
  )
}

async function addRole(x: Exchange): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  const parsed = parseRole(x.form)
  if (!parsed.ok) return showNewRole(x, parsed)
  const { given } = parsed.value
  if (person.leftOn !== null)
    return showNewRole(x, refuse(x.form, { field: 'role', text: 'They have left. Take them back first' }))
  const place = await whyNotPlace(x, given.scope)
  if (place) return showNewRole(x, refuse(x.form, place))
  await giveRole(x.db, x.actor.organisationId, person.id, given)
  const can = person.userId ? 'They can use it from its first day.' : 'Invite them, so that they can sign in.'
  return redirect(x.c, `/people/${person.id}`, `${person.name} now has the role of ${given.role}. ${can}`)
}

async function membershipAt(x: Exchange, person: Person) {
  const one = (await membershipsOf(x.db, person.id)).find(({ id }) => id === x.c.req.param('membership'))
  if (!one) throw new NotFound('membership')
  return one
}

async function showEndRole(x: Exchange, form?: Filled): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  const one = await membershipAt(x, person)
  return page(
    x.c,
    { title: `End a role of ${person.name}`, ...answerOf(form) },
    <EndRole form={form ?? { values: { last: one.endsOn ?? x.today } }} person={person} one={one} />,
  )
}

async function finishRole(x: Exchange): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  const one = await membershipAt(x, person)
  const parsed = parseForm(endForm, x.form)
  if (!parsed.ok) return showEndRole(x, parsed)
  const why = await whyNotLose(x, person.id, one.id)
  if (why) return showEndRole(x, refuse(x.form, { field: 'last', text: why }))
  const here = `/people/${person.id}`
  const { last } = parsed.value
  if (!(await endRole(x.db, x.actor.organisationId, one.id, versionOf(x.form) ?? 0, last))) {
    const now = await membershipAt(x, person)
    throw new Conflict(here, now.version, [
      { name: 'last', label: 'Last day', theirs: now.endsOn ?? '', yours: last },
    ])
  }
  return redirect(
    x.c,
    here,
    `Saved. ${person.name} has the role of ${one.role} until the end of its last day.`,
  )
}

async function showLeave(x: Exchange, form?: Filled): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  if (person.leftOn !== null) return redirect(x.c, `/people/${person.id}`)
  return page(
    x.c,
    { title: `Has ${person.name} left?`, ...answerOf(form) },
    <Leave form={form ?? { values: {} }} person={person} />,
  )
}

async function leave(x: Exchange): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  const why =
    person.id === x.actor.personId
      ? 'You would shut yourself out. Ask another administrator to do this'
      : await whyNotLose(x, person.id)
  if (why) return showLeave(x, refuse(x.form, { field: '', text: why }))
  await endAccess(x.db, x.actor.organisationId, person.id, x.today)
  return redirect(
    x.c,
    `/people/${person.id}`,
    `${person.name} has left. Their access has ended and they are signed out everywhere.`,
  )
}

async function comeBack(x: Exchange): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  await takeBack(x.db, x.actor.organisationId, person.id)
  return redirect(
    x.c,
    `/people/${person.id}`,
    `${person.name} is back. Give them a role, so that they can sign in.`,
  )
}

async function signOutEverywhere(x: Exchange): Promise<Response> {
  mustManage(x)
  const person = await personAt(x)
  const ended = await endSessions(x.db, x.actor.organisationId, person.id)
  return redirect(
    x.c,
    `/people/${person.id}`,
    ended === 0
      ? `${person.name} was not signed in anywhere.`
      : `${person.name} is signed out on every device.`,
  )
}

export const peopleRoutes: readonly Route[] = [
  get('/people', 'people.view', list),
  get('/people/new', 'people.manage', (x) => showNew(x)),
  post('/people/new', 'people.manage', inviteNew),
  get('/people/:id', 'people.view', record),
  get('/people/:id/edit', 'people.manage', (x) => showEdit(x)),
  post('/people/:id/edit', 'people.manage', edit),
  post('/people/:id/invite', 'people.manage', inviteAgain),
  get('/people/:id/roles/new', 'people.manage', (x) => showNewRole(x)),
  post('/people/:id/roles/new', 'people.manage', addRole),
  get('/people/:id/roles/:membership/end', 'people.manage', (x) => showEndRole(x)),
  post('/people/:id/roles/:membership/end', 'people.manage', finishRole),
  get('/people/:id/leave', 'people.manage', (x) => showLeave(x)),
  post('/people/:id/leave', 'people.manage', leave),
  post('/people/:id/return', 'people.manage', comeBack),
  post('/people/:id/end-sessions', 'people.manage', signOutEverywhere),
]
