// Reads a matching instance from text or data and names every fault by its place. What passes here, the engine can
// solve; it owns no solving and no files.

import type { Instance } from './instance.ts'

export interface Fault {
  /** Where, as a path from the top: `pairs[12].score`; empty for the whole. */
  place: string
  message: string
}

export type Parsed = { instance: Instance; faults: null } | { instance: null; faults: Fault[] }

/** After so many faults the rest is not looked for. */
const ENOUGH = 100
/** Each number must be small enough for sums of a whole instance to stay finite. */
const LARGEST = 1e15
const KEYS = ['needs', 'supporters', 'pairs', 'pins', 'exclusions', 'servedReward']

/** Reads JSON text. Never throws: what is wrong is in `faults`, in the order of the text. */
export function parseInstance(text: string): Parsed {
  let data: unknown
  try {
    data = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch (error) {
    const reason = error instanceof RangeError ? 'it is nested too deeply' : placeOfSyntaxError(text)
    return { instance: null, faults: [{ place: '', message: `This is not JSON: ${reason}` }] }
  }
  const faults = faultsOf(data)
  if (faults.length > 0) return { instance: null, faults }
  const instance = data as Instance
  shareIds(instance)
  return { instance, faults: null }
}

/** Every mention of an id becomes the same string: read from a file, each is one of its own, and there are many. */
function shareIds({ needs, supporters, pairs }: Instance): void {
  const own = new Map([...needs, ...supporters].map(({ id }) => [id, id]))
  for (const pair of pairs) {
    pair.need = own.get(pair.need)!
    pair.supporter = own.get(pair.supporter)!
  }
}

/**
 * What is wrong with `data` as an instance; empty when nothing is. Pairs named twice are no fault, nor are
 * exclusions of pairs that are not there.
 */
export function faultsOf(data: unknown): Fault[] {
  const faults: Fault[] = []
  const fault = (place: string, message: string) => {
    if (faults.length < ENOUGH) faults.push({ place, message })
  }
  if (!isRecord(data)) return [{ place: '', message: 'must be an object with needs, supporters and pairs' }]
  for (const key of Object.keys(data))
    if (!KEYS.includes(key)) fault(shown(key), `is not a known key; the keys are ${KEYS.join(', ')}`)

  const list = (key: string, required: boolean): unknown[] => {
    const value = data[key]
    if (value === undefined && !required) return []
    if (Array.isArray(value)) return value
    fault(key, value === undefined ? 'is missing' : 'must be a list')
    return []
  }
  const record = (value: unknown, place: string, keys: readonly string[]): Record<string, unknown> | null => {
    if (!isRecord(value)) {
      fault(place, 'must be an object')
      return null
    }
    for (const key of Object.keys(value))
      if (!keys.includes(key))
        fault(`${place}.${shown(key)}`, `is not a known key; the keys are ${keys.join(', ')}`)
    return value
  }
  const number = (value: unknown, place: string, least = -Infinity): value is number => {
    if (value === undefined) fault(place, 'is missing')
    else if (typeof value !== 'number') fault(place, 'must be a number')
    else if (!Number.isFinite(value)) fault(place, 'must be a finite number')
    else if (Math.abs(value) > LARGEST) fault(place, `must be no larger than ${LARGEST} in size`)
    else if (value < least) fault(place, least === 0 ? 'must not be negative' : `must be at least ${least}`)
    else return true
    return false
  }
  const id = (value: unknown, place: string): value is string => {
    if (typeof value === 'string' && value !== '') return true
    fault(place, value === undefined ? 'is missing' : 'must be text that is not empty')
    return false
  }

  const needs = new Map<string, { days: number; most: number; at: number }>()
  list('needs', true).forEach((value, at) => {
    const place = `needs[${at}]`
    const need = record(value, place, ['id', 'days', 'category', 'most'])
    if (!need) return
    const days = number(need['days'], `${place}.days`, 0)
    number(need['category'], `${place}.category`)
    let most = 1
    if (need['most'] !== undefined && number(need['most'], `${place}.most`, 1)) {
      most = need['most']
      if (!Number.isInteger(most)) fault(`${place}.most`, 'must be a whole number')
    }
    if (!id(need['id'], `${place}.id`)) return
    const before = needs.get(need['id'])
    if (before) fault(`${place}.id`, `is the same as needs[${before.at}].id: ${shown(need['id'])}`)
    else needs.set(need['id'], { days: days ? (need['days'] as number) : 0, most, at })
  })
  const supporters = new Map<string, { days: number; at: number }>()
  list('supporters', true).forEach((value, at) => {
    const place = `supporters[${at}]`
    const supporter = record(value, place, ['id', 'days'])
    if (!supporter) return
    const days = number(supporter['days'], `${place}.days`, 0)
    if (!id(supporter['id'], `${place}.id`)) return
    const before = supporters.get(supporter['id'])
    if (before) fault(`${place}.id`, `is the same as supporters[${before.at}].id: ${shown(supporter['id'])}`)
    else supporters.set(supporter['id'], { days: days ? (supporter['days'] as number) : 0, at })
  })
  const known = (value: Record<string, unknown>, place: string): boolean => {
    let ok = true
    for (const [key, names, what] of [
      ['need', needs, 'need'],
      ['supporter', supporters, 'supporter'],
    ] as const) {
      const name = value[key]
      if (!id(name, `${place}.${key}`)) ok = false
      else if (!names.has(name)) {
        fault(`${place}.${key}`, `names a ${what} that is not there: ${shown(name)}`)
        ok = false
      }
    }
    return ok
  }

  const pins = list('pins', false)
  // Only pinned pairs are looked up later; a key for every pair of a large instance would cost too much.
  const pinKeys = new Set<string>()
  for (const value of pins) if (isRecord(value)) pinKeys.add(keyOf(value))
  const cheapest = new Map<string, { score: number; days: number }>()
  list('pairs', true).forEach((value, at) => {
    if (faults.length >= ENOUGH) return
    const place = `pairs[${at}]`
    const pair = record(value, place, ['need', 'supporter', 'score', 'days'])
    if (!pair) return
    const ok = known(pair, place)
    const scored = number(pair['score'], `${place}.score`)
    const own = pair['days']
    if (own !== undefined && !number(own, `${place}.days`, 0)) return
    if (!ok || !scored || pinKeys.size === 0) return
    const key = keyOf(pair)
    if (!pinKeys.has(key)) return
    const days = own === undefined ? needs.get(pair['need'] as string)!.days : own
    const score = pair['score'] as number
    const before = cheapest.get(key)
    if (!before || score > before.score || (score === before.score && days < before.days))
      cheapest.set(key, { score, days })
  })

  const excluded = new Set<string>()
  list('exclusions', false).forEach((value, at) => {
    const place = `exclusions[${at}]`
    const exclusion = record(value, place, ['need', 'supporter'])
    if (exclusion && known(exclusion, place)) excluded.add(keyOf(exclusion))
  })
  const usedDays = new Map<string, number>()
  const usedMost = new Map<string, number>()
  const seen = new Set<string>()
  pins.forEach((value, at) => {
    const place = `pins[${at}]`
    const pin = record(value, place, ['need', 'supporter'])
    if (!pin || !known(pin, place)) return
    const key = keyOf(pin)
    if (seen.has(key)) return
    seen.add(key)
    const pair = cheapest.get(key)
    const need = pin['need'] as string
    const supporter = pin['supporter'] as string
    if (excluded.has(key)) fault(place, 'is also excluded')
    if (!pair) {
      fault(place, 'names a pair that is not among the pairs')
      return
    }
    const many = (usedMost.get(need) ?? 0) + 1
    usedMost.set(need, many)
    const { most } = needs.get(need)!
    if (many > most) fault(place, `is one supporter too many: ${shown(need)} may have ${most}`)
    const days = (usedDays.get(supporter) ?? 0) + pair.days
    usedDays.set(supporter, days)
    const free = supporters.get(supporter)!.days
    if (days > free + 1e-9 * Math.max(1, free))
      fault(
        place,
        `breaks a limit: ${shown(supporter)} has ${free} days, and the pins up to here take ${tidy(days)}`,
      )
  })

  const reward = data['servedReward']
  if (reward !== undefined) number(reward, 'servedReward', 0)
  return faults
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function keyOf(value: Record<string, unknown>): string {
  return JSON.stringify([value['need'], value['supporter']])
}

/** An id as it may be shown: quoted, and not at any length. */
function shown(id: string): string {
  return JSON.stringify(id.length > 60 ? `${id.slice(0, 57)}…` : id)
}

/** A sum of decimals without the dust of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

function placeOfSyntaxError(text: string): string {
  if (text.trim() === '') return 'it is empty'
  const position = positionOfSyntaxError(text)
  if (position === null) return 'it ends too soon'
  const before = text.slice(0, position).split('\n')
  return `the fault is at line ${before.length}, column ${before.at(-1)!.length + 1}`
}

/** The parser does not always tell; what it says of beginnings of the text does. Null when only the end is missing. */
function positionOfSyntaxError(text: string): number | null {
  let sound = 0
  let faulty = text.length + 1
  // Invariant: the first `sound` characters could still become JSON, the first `faulty` could not.
  while (faulty - sound > 1) {
    const length = faulty > text.length ? text.length : (sound + faulty) >> 1
    const found = faultWithin(text.slice(0, length))
    if (typeof found === 'number') return found
    if (found) faulty = length
    else if (length === text.length) return null
    else sound = length
  }
  return faulty - 1
}

/** Where the fault is, if the parser tells; else whether there is one that more text could not mend. */
function faultWithin(beginning: string): number | boolean {
  try {
    JSON.parse(beginning)
    return false
  } catch (error) {
    const { message } = error as Error
    const position = /position (\d+)/.exec(message)
    if (position) return Number(position[1]) < beginning.length ? Number(position[1]) : false
    return !/end of JSON/i.test(message)
  }
}
