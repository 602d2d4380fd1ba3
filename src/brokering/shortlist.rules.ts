// Owns who comes into question for one need: hard rules that rule somebody out, warnings that a person may set
// aside with a reason, and a score whose parts are shown. Nobody is lost: everybody is a candidate or ruled out.
// Reads nothing and decides nothing: a person chooses.
import { showDate } from '#platform/dates.ts'
import { academicYearsBetween, showDays, spreadOverYears } from '#src/directory/days.rules.ts'
import { greatCircleKm, type Position, showDistance } from '#src/directory/distance.rules.ts'
import {
  type Check,
  checkKinds,
  covers,
  type Designation,
  type Interest,
  type SupporterState,
} from '#src/directory/supporters.rules.ts'

export type NeedPlace = {
  urn: number
  name: string
  town: string | null
  trustCode: string | null
  pupils: number | null
  fsmPercent: number | null
  position: Position | null
}
export type WantedSupport = {
  school: NeedPlace
  themes: readonly string[]
  phase: string
  designations: readonly string[]
  halfDays: number
  startsOn: string
  endsOn: string
  notSameTown: boolean
}

/** What is known of a supporter that matters here; null is "not said". */
export type Possible = {
  id: string
  state: SupporterState
  entry: {
    name: string
    post?: string | null
    phases: readonly string[]
    designations: readonly Designation[]
    expertise: readonly { theme: string; restsOn: string | null }[]
    travelLimitKm: number | null
    checks: readonly Check[]
    consent: { from: string | null; until: string } | null
    interests: readonly Interest[]
  }
  home: NeedPlace | null
  /** Half days by academic year; offered is null when nothing was said. */
  days: readonly { academicYear: string; offered: number | null; committed: number }[]
  /** This supporter has supported this school before. */
  knowsSchool: boolean
  /** Somebody of the school in need supports this supporter's home school at the same time. */
  supportedInReturn: boolean
}

export type RuleName =
  | 'state'
  | 'designation'
  | 'phase'
  | 'days'
  | 'travel'
  | 'consent'
  | 'checks'
  | 'same school'
  | 'same trust'
  | 'same town'
  | 'governor'
export const ruleNames: Record<RuleName, string> = {
  state: 'Paused or archived',
  designation: 'Designation',
  phase: 'Phase',
  days: 'Days free',
  travel: 'Travel',
  consent: 'Home head’s consent',
  checks: 'Checks',
  'same school': 'Same school',
  'same trust': 'Same trust',
  'same town': 'Same town',
  governor: 'Governor there',
}
/** A rule that rules somebody out, and why, in a sentence. */
export type Against = { rule: RuleName; sentence: string }
export type PartName = 'theme' | 'distance' | 'load' | 'continuity' | 'context'
/** One part of a score: `points` of at most `most`; points are 0 where what it rests on is not known, and `text` says so. */
export type Part = { name: PartName; label: string; points: number; most: number; text: string }
export type Candidate = {
  id: string
  name: string
  /** The post and the home school, as far as they are known; '' when neither is. */
  standing: string
  km: number | null
  score: number
  parts: Part[]
  warnings: string[]
}
export type RuledOut = { id: string; name: string; standing: string; against: Against[] }

/** What each part of the score is worth at most; our own setting until a pack says otherwise. */
export type Weights = Readonly<Record<PartName, number>>
export const usualWeights: Weights = { theme: 40, distance: 20, load: 20, continuity: 10, context: 10 }
/** Where a supporter set no travel limit, the points for distance have run out at so many kilometres. */
export const FAR_KM = 50

/** Every rule that speaks against a supporter; none means a candidate. All are listed, not only the first. */
export function rulesAgainst(need: WantedSupport, one: Possible): Against[] {
  const { entry, home } = one
  const against: Against[] = []
  const add = (rule: RuleName, sentence: string) => against.push({ rule, sentence })

  if (one.state !== 'active') add('state', `This supporter is ${one.state}.`)

  const held = entry.designations.filter(
    ({ designation }) => need.designations.length === 0 || need.designations.includes(designation),
  )
  if (held.length === 0)
    add(
      'designation',
      need.designations.length === 0
        ? 'No designation has been entered.'
        : `Holds none of the designations asked for: ${need.designations.join(', ')}.`,
    )
  else if (!held.some((held) => holds(held, need)))
    add(
      'designation',
      `No designation is in force on every day from ${showDate(need.startsOn)} to ${showDate(need.endsOn)}.`,
    )

  if (!entry.phases.includes(need.phase))
    add(
      'phase',
      entry.phases.length === 0
        ? 'No phase has been entered.'
        : `Works in ${entry.phases.join(', ')}, not in ${need.phase}.`,
    )

  for (const { academicYear, halfDays } of spreadOverYears(need.halfDays, need.startsOn, need.endsOn)) {
    if (halfDays === 0) continue
    const year = one.days.find((days) => days.academicYear === academicYear)
    if (!year || year.offered === null) add('days', `Has not said how many days are free in ${academicYear}.`)
    else if (year.offered - year.committed < halfDays)
      add(
        'days',
        `Has ${showDays(Math.max(0, year.offered - year.committed))} free in ${academicYear}; ${showDays(halfDays)} ${halfDays <= 2 ? 'is' : 'are'} needed.`,
      )
  }

  const km = distance(need, one)
  if (entry.travelLimitKm !== null && km !== null && km > entry.travelLimitKm)
    add('travel', `The school is ${km.toFixed(1)} km away; the limit is ${entry.travelLimitKm} km.`)

  if (!entry.consent) add('consent', 'The home school’s head has not given consent.')
  else if (!covers(entry.consent, need.startsOn, need.endsOn))
    add(
      'consent',
      `The home head’s consent holds ${entry.consent.from ? `from ${showDate(entry.consent.from)} ` : ''}until ${showDate(entry.consent.until)}, not for the whole time.`,
    )

  for (const kind of checkKinds) {
    const check = entry.checks.find((check) => check.kind === kind)
    if (!check) add('checks', `No ${kind === 'DBS' ? 'DBS check' : kind} is recorded.`)
    else if (check.expiresOn !== null && check.expiresOn < need.endsOn)
      add('checks', `The ${kind === 'DBS' ? 'DBS check' : kind} ends on ${showDate(check.expiresOn)}.`)
  }

  if (home?.urn === need.school.urn) add('same school', 'This is the supporter’s own school.')
  else if (home?.trustCode && home.trustCode === need.school.trustCode)
    add('same trust', 'The home school belongs to the same trust.')
  if (
    need.notSameTown &&
    home?.town &&
    need.school.town &&
    home.urn !== need.school.urn &&
    home.town.toLowerCase() === need.school.town.toLowerCase()
  )
    add(
      'same town',
      `The school asked for nobody from the same town, and the home school is in ${home.town}.`,
    )
  if (entry.interests.some(({ urn, kind }) => urn === need.school.urn && kind === 'governor'))
    add('governor', 'The supporter is a governor of the school.')
  return against
}

const holds = (held: Designation, need: WantedSupport): boolean =>
  held.state !== 'ended' && covers(held, need.startsOn, need.endsOn)

const distance = (need: WantedSupport, one: Possible): number | null =>
  greatCircleKm(need.school.position, one.home?.position ?? null)

/** What speaks against a candidate without ruling them out: each may be set aside with a name and a reason. */
export function warningsAbout(need: WantedSupport, one: Possible): string[] {
  const warnings: string[] = []
  const { entry } = one
  const inForce = entry.designations.filter(
    (held) =>
      (need.designations.length === 0 || need.designations.includes(held.designation)) && holds(held, need),
  )
  // The home school comes first: days are not committed before a review has ended (source 001 §2.1.3).
  if (inForce.length > 0 && inForce.every(({ state }) => state === 'under review'))
    warnings.push('The designation is under review.')
  for (const { urn, kind, note } of entry.interests)
    if (urn === need.school.urn && kind === 'declared interest')
      warnings.push(`An interest in the school has been declared${note ? `: ${note}` : ''}.`)
  if (one.supportedInReturn)
    warnings.push('Somebody of the school supports the home school at the same time.')
  if (distance(need, one) === null)
    warnings.push(
      entry.travelLimitKm === null
        ? 'The distance is not known.'
        : `The distance is not known, so the travel limit of ${entry.travelLimitKm} km could not be checked.`,
    )
  if (need.notSameTown && (!one.home?.town || !need.school.town))
    warnings.push('The school asked for nobody from the same town, and a town is not known.')
  return warnings
}

/** The parts of the score, each between 0 and its weight. What is not known earns nothing and says so. */
export function partsOf(need: WantedSupport, one: Possible, weights: Weights = usualWeights): Part[] {
  const part = (name: PartName, label: string, share: number | null, text: string): Part => ({
    name,
    label,
    most: weights[name],
    points: Math.round(weights[name] * Math.min(1, Math.max(0, share ?? 0)) * 10) / 10,
    text,
  })
  const matched = need.themes.filter((theme) => one.entry.expertise.some((known) => known.theme === theme))
  const km = distance(need, one)
  const far = one.entry.travelLimitKm ?? FAR_KM
  const years = academicYearsBetween(need.startsOn, need.endsOn)
  const days = one.days.filter(({ academicYear }) => years.includes(academicYear))
  const offered = days.reduce((sum, year) => sum + (year.offered ?? 0), 0)
  const taken = days.reduce((sum, year) => sum + year.committed, 0)
  const likeness = contextLikeness(need.school, one.home)
  return [
    part(
      'theme',
      'Themes',
      need.themes.length === 0 ? null : matched.length / need.themes.length,
      need.themes.length === 0
        ? 'The need names no theme'
        : matched.length === 0
          ? 'None of the themes'
          : matched.join(', '),
    ),
    part(
      'distance',
      'Distance',
      km === null ? null : 1 - km / far,
      km === null ? 'Distance not known' : showDistance(km),
    ),
    part(
      'load',
      'Balance of load',
      offered === 0 ? null : 1 - taken / offered,
      offered === 0 ? 'No days offered' : `${countOf(taken)} of ${showDays(offered)} taken`,
    ),
    part(
      'continuity',
      'Continuity',
      one.knowsSchool ? 1 : 0,
      one.knowsSchool ? 'Has supported this school before' : 'New to this school',
    ),
    part('context', 'Like this school', likeness.share, likeness.text),
  ]
}

/** Half days as a bare number of days: 0, ½, 1, 1½. */
function countOf(halfDays: number): string {
  const whole = Math.trunc(halfDays / 2)
  return halfDays % 2 === 0 ? String(whole) : `${whole || ''}½`
}

/** A supporter's post and home school in a line; a post that names the school already stands alone. */
export function standingOf({ entry, home }: Pick<Possible, 'entry' | 'home'>): string {
  const post = entry.post ?? ''
  return [post, home && !post.includes(home.name) ? home.name : ''].filter(Boolean).join(', ')
}

/** How alike two schools are in size and in the share of pupils with free school meals, from 0 to 1; null when either figure is not known. */
export function contextLikeness(
  school: NeedPlace,
  home: NeedPlace | null,
): { share: number | null; text: string } {
  if (!home) return { share: null, text: 'Home school not known' }
  if (!school.pupils || !home.pupils || school.fsmPercent === null || home.fsmPercent === null)
    return { share: null, text: 'Size or free school meals not known' }
  // A school four times the size, or 40 points apart in free school meals, is not alike at all.
  const size = 1 - Math.abs(Math.log(home.pupils / school.pupils)) / Math.log(4)
  const meals = 1 - Math.abs(home.fsmPercent - school.fsmPercent) / 40
  return {
    share: (Math.max(0, size) + Math.max(0, meals)) / 2,
    text: `${home.pupils} pupils against ${school.pupils}; free school meals ${home.fsmPercent}% against ${school.fsmPercent}%`,
  }
}

/** Everybody, either a candidate (best first, then by name) or ruled out (by name) with every rule that did it. */
export function shortlist(
  need: WantedSupport,
  everybody: readonly Possible[],
  weights: Weights = usualWeights,
): { candidates: Candidate[]; ruledOut: RuledOut[] } {
  const candidates: Candidate[] = []
  const ruledOut: RuledOut[] = []
  for (const one of everybody) {
    const { id } = one
    const { name } = one.entry
    const standing = standingOf(one)
    const against = rulesAgainst(need, one)
    if (against.length > 0) {
      ruledOut.push({ id, name, standing, against })
      continue
    }
    const parts = partsOf(need, one, weights)
    const score = Math.round(parts.reduce((sum, { points }) => sum + points, 0) * 10) / 10
    candidates.push({
      id,
      name,
      standing,
      km: distance(need, one),
      score,
      parts,
      warnings: warningsAbout(need, one),
    })
  }
  const byName = (a: { name: string; id: string }, b: { name: string; id: string }) =>
    a.name.localeCompare(b.name, 'en-GB') || (a.id < b.id ? -1 : 1)
  return {
    candidates: candidates.toSorted((a, b) => b.score - a.score || byName(a, b)),
    ruledOut: ruledOut.toSorted(byName),
  }
}
