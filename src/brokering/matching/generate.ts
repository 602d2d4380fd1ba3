// Makes matching instances for tests and benchmarks: rounds of the shape of real ones, and generalised
// assignment problems of the published kinds C, D and E. Every one follows from its seed alone.

import type { Instance, Need, Pair, Supporter } from './instance.ts'
import { type Random, seededRandom, wholeBetween } from './random.ts'

export interface RoundShape {
  needs: number
  supporters: number
  /** About how many feasible pairs; the distance limit is widened until there are as many. */
  pairs: number
  /** How many categories; 1 unless told. */
  categories?: number
  servedReward?: number
}

const PHASES = [
  { name: 'primary', share: 0.76 },
  { name: 'secondary', share: 0.18 },
  { name: 'special', share: 0.06 },
]
const THEMES = 12

/**
 * A termly round: schools and supporters lie in towns of uneven size; a pair is feasible within a distance
 * limit, in a common phase, with a common theme; its score is 0–100 with two decimals (themes, likeness,
 * nearness, record); farther supporters spend half a day or a day more.
 */
export function generateRound(shape: RoundShape, seed: number): Instance {
  const random = seededRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const side = 40 * Math.sqrt(shape.needs / 100)
  const towns = Array.from({ length: Math.max(2, Math.round(shape.needs / 30)) }, () => ({
    x: random() * side,
    y: random() * side,
    weight: 0.2 + random() ** 3,
  }))
  const whole = towns.reduce((sum, town) => sum + town.weight, 0)
  const place = () => {
    let left = random() * whole
    let town = towns[0]!
    for (const candidate of towns) {
      town = candidate
      left -= candidate.weight
      if (left < 0) break
    }
    return { x: town.x + 4 * normal(), y: town.y + 4 * normal() }
  }
  const phase = () => {
    let left = random()
    for (let index = 0; index < PHASES.length; index++) {
      left -= PHASES[index]!.share
      if (left < 0) return index
    }
    return 0
  }
  const themes = (count: number) => {
    let mask = 0
    for (let k = 0; k < count; k++) mask |= 1 << Math.floor(random() * THEMES)
    return mask
  }

  const categories = shape.categories ?? 1
  const needs: Need[] = []
  const needAt: { x: number; y: number; phase: number; themes: number; kind: number }[] = []
  for (let i = 0; i < shape.needs; i++) {
    needs.push({
      id: `N${i + 1}`,
      days: [2, 3, 4, 5, 6, 8, 10, 12][Math.floor(random() * 8)]!,
      category: wholeBetween(random, 1, categories),
    })
    needAt.push({ ...place(), phase: phase(), themes: themes(wholeBetween(random, 1, 3)), kind: random() })
  }
  const supporters: Supporter[] = []
  const supporterAt: {
    x: number
    y: number
    phases: number
    themes: number
    kind: number
    record: number
  }[] = []
  for (let j = 0; j < shape.supporters; j++) {
    supporters.push({ id: `S${j + 1}`, days: [5, 6, 10, 12, 15, 20, 24][Math.floor(random() * 7)]! })
    supporterAt.push({
      ...place(),
      phases: (1 << phase()) | (random() < 0.25 ? 1 << phase() : 0),
      themes: themes(wholeBetween(random, 2, 5)),
      kind: random(),
      record: random(),
    })
  }

  const candidates: { need: number; supporter: number; distance: number; score: number }[] = []
  for (let limit = 12; ; limit *= 1.3) {
    candidates.length = 0
    forEachNear(needAt, supporterAt, limit, (i, j, distance) => {
      const need = needAt[i]!
      const supporter = supporterAt[j]!
      const common = bits(need.themes & supporter.themes)
      if ((supporter.phases & (1 << need.phase)) === 0 || common === 0) return
      const score =
        45 * (common / bits(need.themes)) +
        20 * (1 - Math.abs(need.kind - supporter.kind)) +
        20 * (1 - distance / limit) +
        15 * supporter.record
      candidates.push({
        need: i,
        supporter: j,
        distance: distance / limit,
        score: Math.round(score * 100) / 100,
      })
    })
    if (candidates.length >= shape.pairs || limit > 4 * side) break
  }
  // The last widening overshoots: the farthest pairs go, as if the limit had been set to fit.
  if (candidates.length > shape.pairs) {
    candidates.sort((a, b) => a.distance - b.distance || a.need - b.need || a.supporter - b.supporter)
    candidates.length = shape.pairs
  }
  candidates.sort((a, b) => a.need - b.need || a.supporter - b.supporter)
  const pairs: Pair[] = candidates.map(({ need, supporter, distance, score }) => {
    const pair: Pair = { need: needs[need]!.id, supporter: supporters[supporter]!.id, score }
    if (distance > 0.7) pair.days = needs[need]!.days + (distance > 0.85 ? 1 : 0.5)
    return pair
  })
  return { needs, supporters, pairs, servedReward: shape.servedReward ?? 0 }
}

/**
 * A generalised assignment problem (`agents` supporters, `jobs` needs, every pair feasible) of kind C, D or E as
 * in Chu & Beasley (1997), Laguna et al. (1995) and Yagiura, Ibaraki & Glover (2004). They are published as
 * minimum cost with every job assigned: here a pair's score is `ceiling − cost`, and the reward for serving a need
 * makes one job more always worth any change of cost, so an optimum of one is an optimum of the other.
 */
export function generateAssignmentProblem(
  kind: 'C' | 'D' | 'E',
  agents: number,
  jobs: number,
  seed: number,
): { instance: Instance; ceiling: number } {
  const random = seededRandom(seed)
  const cost = new Float64Array(agents * jobs)
  const weight = new Float64Array(agents * jobs)
  const total = new Float64Array(agents)
  for (let agent = 0; agent < agents; agent++) {
    for (let job = 0; job < jobs; job++) {
      const at = agent * jobs + job
      ;[weight[at], cost[at]] = weightAndCost(kind, random)
      total[agent]! += weight[at]
    }
  }
  const ceiling = cost.reduce((most, value) => Math.max(most, value), 0)
  const needs: Need[] = Array.from({ length: jobs }, (_, job) => ({
    id: `J${job + 1}`,
    days: 0,
    category: 1,
  }))
  const supporters: Supporter[] = []
  const pairs: Pair[] = []
  for (let agent = 0; agent < agents; agent++) {
    supporters.push({ id: `A${agent + 1}`, days: Math.floor((0.8 * total[agent]!) / agents) })
    for (let job = 0; job < jobs; job++) {
      const at = agent * jobs + job
      pairs.push({
        need: `J${job + 1}`,
        supporter: `A${agent + 1}`,
        score: ceiling - cost[at]!,
        days: weight[at]!,
      })
    }
  }
  return { instance: { needs, supporters, pairs, servedReward: ceiling * jobs }, ceiling }
}

function weightAndCost(kind: 'C' | 'D' | 'E', random: Random): [weight: number, cost: number] {
  if (kind === 'C') return [wholeBetween(random, 5, 25), wholeBetween(random, 10, 50)]
  if (kind === 'D') {
    const weight = wholeBetween(random, 1, 100)
    return [weight, 111 - weight + wholeBetween(random, -10, 10)]
  }
  const weight = Math.round(1 - 10 * Math.log(1 - random()))
  return [weight, Math.max(0, Math.round(1000 / weight - 10 * random()))]
}

/** Calls back for each (need, supporter) within `limit`, by a grid: never the whole table. */
function forEachNear(
  needs: readonly { x: number; y: number }[],
  supporters: readonly { x: number; y: number }[],
  limit: number,
  visit: (need: number, supporter: number, distance: number) => void,
): void {
  const cell = (value: number) => Math.floor(value / limit)
  const cells = new Map<string, number[]>()
  supporters.forEach(({ x, y }, j) => {
    const key = `${cell(x)} ${cell(y)}`
    const list = cells.get(key)
    if (list) list.push(j)
    else cells.set(key, [j])
  })
  needs.forEach(({ x, y }, i) => {
    for (let cx = cell(x) - 1; cx <= cell(x) + 1; cx++) {
      for (let cy = cell(y) - 1; cy <= cell(y) + 1; cy++) {
        for (const j of cells.get(`${cx} ${cy}`) ?? []) {
          const distance = Math.hypot(x - supporters[j]!.x, y - supporters[j]!.y)
          if (distance <= limit) visit(i, j, distance)
        }
      }
    }
  })
}

function bits(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
