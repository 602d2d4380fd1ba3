// Owns what an organisation still has to do before the main job can begin, in the order in which it helps.
import type { Actor } from '#platform/actor.ts'
import { type Action, can } from '#platform/permissions.ts'

/** What there is already, as counts. */
export type SetUpSoFar = {
  schools: number
  ourSchools: number
  inspections: number
  figures: number
  packs: number
  people: number
  supporters: number
  runs: number
}

export type Step = { action: Action; text: string; hint: string; href: string; done: boolean }

/**
 * The steps this person may take, done ones among them; none once everything is done, so that the list goes away
 * for good, and none for somebody who may take no step that is left.
 */
export function gettingStarted(actor: Actor, sofar: SetUpSoFar): Step[] {
  const steps: Step[] = [
    {
      action: 'imports.manage',
      text: 'Import the register of schools',
      hint: 'The establishments file that the Department for Education publishes.',
      href: '/imports/new',
      done: sofar.schools > 0,
    },
    {
      action: 'organisation.manage',
      text: 'Say which schools you answer for',
      hint: 'For a local authority its code is enough.',
      href: '/organisation',
      done: sofar.ourSchools > 0,
    },
    {
      action: 'imports.manage',
      text: 'Import inspections',
      hint: 'Ofsted’s latest inspections, and earlier files for the history.',
      href: '/imports/new',
      done: sofar.inspections > 0,
    },
    {
      action: 'imports.manage',
      text: 'Import results and other figures',
      hint: 'Key stages 2 and 4, census, absence, finance: as many years as you have.',
      href: '/imports/new',
      done: sofar.figures > 0,
    },
    {
      action: 'packs.manage',
      text: 'Adopt a programme pack',
      hint: 'Criteria, designations, rates and who may do what.',
      href: '/packs',
      done: sofar.packs > 0,
    },
    {
      action: 'people.manage',
      text: 'Invite your colleagues',
      hint: 'Each with a role, and the schools or areas it covers.',
      href: '/people/new',
      done: sofar.people > 1,
    },
    {
      action: 'directory.manage',
      text: 'Register supporters',
      hint: 'One by one, or all from a CSV file.',
      href: '/supporters/file',
      done: sofar.supporters > 0,
    },
    {
      action: 'identify.run',
      text: 'Run the criteria',
      hint: 'Which schools need support, and why.',
      href: '/identify',
      done: sofar.runs > 0,
    },
  ]
  if (steps.every(({ done }) => done)) return []
  const mine = steps.filter(({ action }) => can(actor, action) === 'yes')
  return mine.every(({ done }) => done) ? [] : mine
}
