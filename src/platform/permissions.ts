// Owns the permission table: role × action → yes / partial / no, and how a scope narrows it.
// A pack may change a row of the table; it cannot invent an action.
// Default rows for lead advisers and advisers follow source 001 §2 (roles and activities).
import type { Actor, Membership, Subject } from '#platform/actor.ts'

export const roles = [
  'director',
  'head of standards',
  'lead adviser',
  'adviser',
  'commissioner',
  'leadership adviser',
  'business support officer',
  'administrator',
  'finance officer',
  'network coordinator',
  'supporter',
  'headteacher',
  'chair of governors',
  'governor',
  'partner-agency member',
  'scrutiny member',
  'system administrator',
] as const
export type Role = (typeof roles)[number]

export const actions = [
  'schools.view', // register, published results, inspections
  'imports.manage', // bring in published files, undo an import
  'people.view',
  'people.manage', // invite, give roles, end access
  'organisation.manage', // name, areas, which schools
  'messages.view', // the outbox
  'audit.view',
  'packs.view',
  'packs.manage',
  'identify.view',
  'identify.run',
  'concerns.raise', // an officer's concern about a school
  'headships.view', // who leads a school since when, vacancies: confidential
  'support.request', // a school asks for itself
  'categories.decide', // which category a school is in this term
  'categories.manage', // terms, and what a school may see of its own category
  'categories.release', // let a school read it
  'ratings.record',
  'ratings.moderate', // change ratings and categories in a moderation meeting
  'notices.view', // what has been released to a school
  'directory.view',
  'directory.manage', // register supporters, read a file of them
  'needs.view',
  'needs.manage',
  'shortlist.view',
  'agreements.view',
  'agreements.propose',
  'agreements.approve', // approve the cost before anything is agreed
  'agreements.sign', // as one of the three parties
  'sessions.view',
  'sessions.record', // in the running record
] as const
export type Action = (typeof actions)[number]

export type Answer = 'yes' | 'partial' | 'no'
export type PermissionTable = Readonly<Record<Role, Readonly<Partial<Record<Action, Answer>>>>>

const officer = {
  'schools.view': 'yes',
  'people.view': 'yes',
  'packs.view': 'yes',
  'identify.view': 'yes',
  'headships.view': 'yes',
  'notices.view': 'yes',
  'directory.view': 'yes',
  'needs.view': 'yes',
  'shortlist.view': 'yes',
  'agreements.view': 'yes',
  'sessions.view': 'yes',
} as const

const inSchool = {
  'schools.view': 'yes',
  'needs.view': 'yes',
  'agreements.view': 'yes',
  'sessions.view': 'yes',
} as const

/** What holds before a pack changes it; whoever acts carries their organisation's own (`Actor`). An action that is not named is "no". */
export const defaultPermissions: PermissionTable = {
  director: {
    ...officer,
    'identify.run': 'yes',
    'concerns.raise': 'yes',
    'categories.decide': 'yes',
    'categories.manage': 'yes',
    'categories.release': 'yes',
    'ratings.moderate': 'yes',
    'agreements.approve': 'yes',
    'audit.view': 'yes',
  },
  'head of standards': {
    ...officer,
    'identify.run': 'yes',
    'concerns.raise': 'yes',
    'categories.decide': 'yes',
    'categories.manage': 'yes',
    'categories.release': 'yes',
    'ratings.record': 'yes',
    'ratings.moderate': 'yes',
    'needs.manage': 'yes',
    'agreements.propose': 'yes',
    'agreements.approve': 'yes',
    'audit.view': 'yes',
    'packs.manage': 'yes',
    'imports.manage': 'yes',
  },
  'lead adviser': {
    ...officer,
    'identify.run': 'yes',
    'concerns.raise': 'yes',
    'categories.decide': 'yes',
    'categories.release': 'yes',
    'ratings.record': 'yes',
    'ratings.moderate': 'yes',
    'needs.manage': 'yes',
    'agreements.propose': 'yes',
    'agreements.approve': 'partial',
    'agreements.sign': 'yes',
    'sessions.record': 'yes',
    'directory.manage': 'yes',
  },
  adviser: {
    ...officer,
    'identify.run': 'partial',
    'concerns.raise': 'yes',
    'categories.decide': 'partial',
    'ratings.record': 'yes',
    'needs.manage': 'yes',
    'agreements.propose': 'partial',
    'agreements.sign': 'yes',
    'sessions.record': 'yes',
  },
  commissioner: { ...officer, 'needs.manage': 'yes', 'agreements.propose': 'yes', 'directory.manage': 'yes' },
  'leadership adviser': {
    ...officer,
    'concerns.raise': 'yes',
    'directory.manage': 'yes',
    'needs.manage': 'partial',
  },
  'business support officer': {
    ...officer,
    'directory.manage': 'yes',
    'needs.manage': 'partial',
    'agreements.propose': 'partial',
    'imports.manage': 'yes',
    'identify.run': 'partial',
  },
  administrator: {
    'schools.view': 'yes',
    'people.view': 'yes',
    'people.manage': 'yes',
    'organisation.manage': 'yes',
    'imports.manage': 'yes',
    'messages.view': 'yes',
    'audit.view': 'yes',
    'packs.view': 'yes',
    'packs.manage': 'yes',
    'directory.view': 'yes',
    'directory.manage': 'yes',
  },
  'finance officer': {
    'schools.view': 'yes',
    'people.view': 'yes',
    'packs.view': 'yes',
    'agreements.view': 'yes',
    'sessions.view': 'yes',
  },
  'network coordinator': {
    'schools.view': 'yes',
    'directory.view': 'yes',
    'needs.view': 'yes',
    'agreements.view': 'yes',
  },
  supporter: {
    'schools.view': 'yes',
    'agreements.view': 'yes',
    'agreements.sign': 'yes',
    'sessions.view': 'yes',
    'sessions.record': 'yes',
  },
  headteacher: { ...inSchool, 'support.request': 'yes', 'agreements.sign': 'yes', 'notices.view': 'yes' },
  'chair of governors': { ...inSchool, 'support.request': 'partial', 'notices.view': 'yes' },
  governor: { 'schools.view': 'yes', 'agreements.view': 'yes' },
  'partner-agency member': { 'schools.view': 'yes' },
  'scrutiny member': { 'schools.view': 'yes' },
  // Looks after the installation and sees no casework (domain.md §1).
  'system administrator': {
    'imports.manage': 'yes',
    'schools.view': 'yes',
    'messages.view': 'yes',
    'packs.view': 'yes',
    'people.view': 'yes',
    'people.manage': 'yes',
    'organisation.manage': 'yes',
  },
}

const rank: Record<Answer, number> = { no: 0, partial: 1, yes: 2 }

/**
 * Whether the actor may do `action`, on `subject` if one is given: the best answer of any membership whose
 * scope covers the subject. Without a subject: the best answer in any scope at all (to show a menu or open a
 * list, whose rows `reachOf` then narrows).
 */
export function can(actor: Actor, action: Action, subject?: Subject): Answer {
  let best: Answer = 'no'
  for (const membership of actor.memberships) {
    const answer = actor.permissions[membership.role][action] ?? 'no'
    if (rank[answer] > rank[best] && (!subject || covers(membership, actor, subject))) best = answer
  }
  return best
}

function covers({ scope }: Membership, actor: Actor, subject: Subject): boolean {
  switch (scope.kind) {
    case 'all':
      return true
    case 'own':
      return subject.personIds?.includes(actor.personId) ?? false
    case 'area':
      return subject.areaIds?.includes(scope.id) ?? false
    case 'network':
      return subject.networkId === scope.id
    case 'school':
      return subject.urn !== undefined && subject.urn !== null && String(subject.urn) === scope.id
    case 'record':
      return subject.recordId === scope.id
  }
}

/** The roles that may do an action fully. */
export const rolesThatMay = (table: PermissionTable, action: Action): Role[] =>
  roles.filter((role) => table[role][action] === 'yes')

/** How far an action reaches, for the WHERE of a list: everything, or the areas, schools, records and own rows named. */
export type Reach = {
  all: boolean
  own: boolean
  areaIds: string[]
  urns: number[]
  networkIds: string[]
  recordIds: string[]
}

/** The reach of an action for an actor: the union over the memberships that allow it at least partly. */
export function reachOf(actor: Actor, action: Action): Reach {
  const reach: Reach = { all: false, own: false, areaIds: [], urns: [], networkIds: [], recordIds: [] }
  for (const { role, scope } of actor.memberships) {
    if ((actor.permissions[role][action] ?? 'no') === 'no') continue
    if (scope.kind === 'all') reach.all = true
    else if (scope.kind === 'own') reach.own = true
    else if (scope.kind === 'area') reach.areaIds.push(scope.id)
    else if (scope.kind === 'school') reach.urns.push(Number(scope.id))
    else if (scope.kind === 'network') reach.networkIds.push(scope.id)
    else reach.recordIds.push(scope.id)
  }
  return reach
}
