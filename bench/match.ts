// The matching solver against its limits, HiGHS at the same gap and the greedy baseline, in one run. Instances are
// generated (src/brokering/matching/generate.ts); the largest is solved in a process of its own, to see its memory.

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Highs } from 'highs'
import { compile } from '#src/brokering/matching/compile.ts'
import {
  generateAssignmentProblem,
  generateRound,
  type RoundShape,
} from '#src/brokering/matching/generate.ts'
import { greedyChoice } from '#src/brokering/matching/greedy.ts'
import type { Instance } from '#src/brokering/matching/instance.ts'
import { solve } from '#src/brokering/matching/solve.ts'
import type { Figure } from './figure.ts'

export const name = 'match'

const GAP = 0.005
const HIGHS_SECONDS = 60

const ROUNDS: { shape: RoundShape; seconds: number; highs: boolean }[] = [
  { shape: { needs: 200, supporters: 150, pairs: 1_100 }, seconds: 0.1, highs: true },
  { shape: { needs: 1_000, supporters: 600, pairs: 5_500 }, seconds: 1, highs: true },
  { shape: { needs: 2_000, supporters: 1_200, pairs: 15_000 }, seconds: 2, highs: true },
  { shape: { needs: 200, supporters: 150, pairs: 1_100, categories: 3 }, seconds: 0.1, highs: false },
  { shape: { needs: 1_000, supporters: 600, pairs: 5_500, categories: 3 }, seconds: 1, highs: false },
  { shape: { needs: 2_000, supporters: 1_200, pairs: 15_000, categories: 3 }, seconds: 2, highs: false },
]
const ENGLAND: RoundShape = { needs: 22_000, supporters: 5_000, pairs: 450_000 }

export async function run(report: (line: string) => void): Promise<Figure[]> {
  const figures: Figure[] = []
  const tell = (figure: Figure) => {
    figures.push(figure)
    const holds = figure.holds === null ? '' : figure.holds ? '  holds' : '  DOES NOT HOLD'
    report(`${figure.what}: ${figure.value} ${figure.unit} ${figure.limit}${holds}`)
  }
  const limited = (what: string, value: number, unit: string, most: number) =>
    tell({ what, value: round(value), unit, limit: `≤ ${most}`, holds: value <= most })
  const told = (what: string, value: number | null, unit: string) =>
    tell({ what, value: value === null ? null : round(value), unit, limit: '', holds: null })

  const highs = await loadHighs()
  for (const { shape, seconds, highs: compare } of ROUNDS) {
    const instance = generateRound(shape, 1)
    const size = `${shape.needs} × ${shape.supporters}, ${instance.pairs.length} pairs${shape.categories ? `, ${shape.categories} categories` : ''}`
    const result = solve(instance, { gap: GAP })
    limited(`${size}: seconds to the gap`, result.seconds, 's', seconds)
    limited(`${size}: proven gap`, 100 * result.gap, '%', 100 * GAP)
    if (!compare) continue
    const bound = result.bound[0]!
    told(`${size}: greedy below the bound`, (100 * (bound - greedyValue(instance))) / bound, '%')
    const referee = highs && withHighs(highs, instance, GAP)
    told(`${size}: HiGHS at the same gap`, referee?.seconds ?? null, 's')
    if (referee?.value !== undefined && referee.proven)
      tell({
        what: `${size}: HiGHS's value above the bound`,
        value: round(Math.max(0, referee.value - bound)),
        unit: 'points',
        limit: '0',
        holds: referee.value <= bound * (1 + 1e-6),
      })
  }

  for (const [agents, jobs] of [
    [20, 400],
    [40, 1_600],
  ] as const) {
    for (const kind of ['C', 'D', 'E'] as const) {
      const what = `generalised assignment ${kind}, ${agents} × ${jobs}`
      const { instance, ceiling } = generateAssignmentProblem(kind, agents, jobs, 1)
      // In terms of cost, as published: the reward would hide any gap. Half a per cent is near enough to stop.
      const whole = jobs * (ceiling + instance.servedReward!)
      const result = solve(instance, {
        gap: 0,
        seconds: 29,
        onProgress: ({ value, bound }) => bound[0]! - value[0]! > 0.005 * (whole - bound[0]!),
      })
      const [cost, bound] = [whole - result.value[0]!, whole - result.bound[0]!]
      limited(`${what}: gap of the cost`, (100 * (cost - bound)) / bound, '%', 1)
      limited(`${what}: seconds`, result.seconds, 's', 30)
      tell({
        what: `${what}: jobs assigned`,
        value: result.served,
        unit: 'jobs',
        limit: `${jobs}`,
        holds: result.served === jobs,
      })
    }
  }

  for (const { categories, times } of [
    { categories: 1, times: 1 },
    { categories: 3, times: 3 },
    { categories: 3, times: 1 },
  ]) {
    const england = await inOwnProcess(categories, times, report)
    const what = `England, ${ENGLAND.needs} × ${ENGLAND.supporters}, ${england.pairs} pairs, ${categories === 1 ? 'one category' : `${categories} categories`}, days for ${Math.round(100 * england.days)}%`
    // Days for half of what is asked leave next to nothing for a third category (the module's README).
    const isHeld = categories === 1 || times > 1
    const tellOrLimit = (name: string, value: number, unit: string, most: number) =>
      isHeld ? limited(`${what}: ${name}`, value, unit, most) : told(`${what}: ${name}`, value, unit)
    tellOrLimit('seconds', england.seconds, 's', 30)
    limited(`${what}: peak memory of the process`, england.megabytes, 'MB', 500)
    if (categories === 1) limited(`${what}: proven gap`, 100 * england.gap, '%', 1)
    else england.gaps.forEach((gap, at) => tellOrLimit(`proven gap of category ${at + 1}`, 100 * gap, '%', 1))
  }
  return figures
}

function greedyValue(instance: Instance): number {
  const compiled = compile(instance)
  const choice = greedyChoice(compiled)
  let value = 0
  for (let pair = 0; pair < compiled.pairCount; pair++) if (choice[pair]) value += compiled.pairScore[pair]!
  return value / compiled.valueScale
}

async function loadHighs(): Promise<Highs | null> {
  try {
    const { default: load } = (await import('highs')) as unknown as { default: () => Promise<Highs> }
    return await load()
  } catch {
    return null
  }
}

function withHighs(highs: Highs, instance: Instance, gap: number) {
  const days = new Map(instance.needs.map((need) => [need.id, need.days]))
  const rows = new Map<string, string[]>()
  const limit = new Map(instance.supporters.map((supporter) => [supporter.id, supporter.days]))
  const put = (row: string, term: string) => {
    const terms = rows.get(row)
    if (terms) terms.push(term)
    else rows.set(row, [term])
  }
  instance.pairs.forEach((pair, at) => {
    put(pair.need, `x${at}`)
    put(pair.supporter, `${pair.days ?? days.get(pair.need)!} x${at}`)
  })
  const text = `Maximize
 obj: ${instance.pairs.map(({ score }, at) => `${score} x${at}`).join(' + ')}
Subject To
${[...rows].map(([row, terms]) => ` ${row}: ${terms.join(' + ')} <= ${limit.get(row) ?? 1}`).join('\n')}
Binaries
 ${instance.pairs.map((_, at) => `x${at}`).join(' ')}
End`
  const start = performance.now()
  const answer = highs.solve(text, { output_flag: false, mip_rel_gap: gap, time_limit: HIGHS_SECONDS })
  return {
    seconds: (performance.now() - start) / 1000,
    value: answer.ObjectiveValue,
    proven: answer.Status === 'Optimal',
  }
}

interface England {
  gap: number
  gaps: number[]
  seconds: number
  megabytes: number
  pairs: number
  /** Days free, as a part of those asked for. */
  days: number
}

/** `times`: the supporters' days, multiplied. */
async function inOwnProcess(
  categories: number,
  times: number,
  report: (line: string) => void,
): Promise<England> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), 'england', String(categories), String(times)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let out = ''
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => report(data.toString().trimEnd()))
  const code = await new Promise((resolve, reject) => {
    child.once('close', resolve)
    child.once('error', reject)
  })
  if (code !== 0) throw new Error(`The process that solves England ended with code ${String(code)}`)
  return JSON.parse(out) as England
}

/** Runs in the process of its own: makes the instance, solves it, prints the figures. */
function england(categories: number, times: number): England {
  const round = generateRound({ ...ENGLAND, categories }, 1)
  const supporters = round.supporters.map((supporter) => ({ ...supporter, days: supporter.days * times }))
  const instance = { ...round, supporters }
  const sum = (all: readonly { days: number }[]) => all.reduce((total, { days }) => total + days, 0)
  let last = 0
  const result = solve(instance, {
    gap: 0.01,
    seconds: 29.5,
    onProgress({ gap, elapsed }) {
      if (elapsed - last < 5) return
      last = elapsed
      process.stderr.write(`England: ${elapsed.toFixed(0)} s, gap ${(100 * gap).toFixed(2)}%\n`)
    },
  })
  return {
    gap: result.gap,
    gaps: result.value.map((value, at) => (result.bound[at]! - value) / value),
    seconds: result.seconds,
    megabytes: process.resourceUsage().maxRSS / 1024,
    pairs: instance.pairs.length,
    days: sum(supporters) / sum(round.needs),
  }
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'england')
  process.stdout.write(JSON.stringify(england(Number(process.argv[3]), Number(process.argv[4]))))
