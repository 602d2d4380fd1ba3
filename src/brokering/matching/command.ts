// `alongside match`: reads an instance from a file, solves it and prints the answer. The only file of this folder
// that touches the disk.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type Parsed, parseInstance } from './instance-faults.ts'
import { type Result, solve, type SolveOptions } from './solve.ts'

export interface MatchArguments {
  /** Path of the instance file. */
  instance: string
  seconds?: number
  gap?: number
  seed?: number
  json: boolean
  /** When the time given began to run, on the clock of `performance.now`; when this is called, if absent. */
  since?: number
}

/** A larger file than this would not fit a string. */
const LARGEST_FILE = 500 * 1024 * 1024

/**
 * The exit code: 0 with the answer on `out`, 1 with the faults on `err` and nothing else. With `json`, `out` gets
 * `{assignment, value, bound, gap, served, seconds, status}`; without, some lines for people.
 */
export async function matchCommand(
  argv: MatchArguments,
  out: { write(text: string): void },
  err: { write(text: string): void },
): Promise<number> {
  const since = argv.since ?? performance.now()
  const refuse = (message: string) => {
    err.write(`${message}\n`)
    return 1
  }
  for (const [name, value] of [
    ['seconds', argv.seconds],
    ['gap', argv.gap],
  ] as const)
    if (value !== undefined && !(Number.isFinite(value) && value >= 0))
      return refuse(`--${name} must be a number that is not negative`)
  if (argv.seed !== undefined && !Number.isInteger(argv.seed)) return refuse('--seed must be a whole number')

  // The text is let go before the search begins.
  const parsed = await readInstance(argv.instance)
  if (parsed.fault !== undefined) return refuse(`${argv.instance}: ${parsed.fault}`)
  if (parsed.faults)
    return refuse(
      parsed.faults
        .map(({ place, message }) => `${argv.instance}: ${place === '' ? '' : `${place} `}${message}`)
        .join('\n'),
    )
  const options: SolveOptions = {}
  // Reading the file is part of the time given.
  if (argv.seconds !== undefined)
    options.seconds = Math.max(0, argv.seconds - (performance.now() - since) / 1000)
  if (argv.gap !== undefined) options.gap = argv.gap
  if (argv.seed !== undefined) options.seed = argv.seed
  const { categories, ...result } = solve(parsed.instance, options)
  out.write(
    argv.json
      ? `${JSON.stringify(result)}\n`
      : inWords({ categories, ...result }, parsed.instance.needs.length),
  )
  return 0
}

function inWords(result: Result, needs: number): string {
  const lines = [
    `${result.served} of ${needs} needs served, ${result.assignment.length} pairs, in ${result.seconds.toFixed(2)} s`,
    ...result.categories.map(
      (category, at) =>
        `category ${category}: value ${round(result.value[at]!)}, at most ${round(result.bound[at]!)} possible`,
    ),
    result.gap === 0
      ? 'This is the best possible.'
      : `Within ${(100 * result.gap).toFixed(3)}% of the best possible.`,
    ...result.assignment.map(
      ({ need, supporter, days, score }) => `  ${need} ← ${supporter}  ${days} days  score ${score}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function round(value: number): number {
  return Number(value.toPrecision(9))
}

async function readInstance(path: string): Promise<(Parsed & { fault?: never }) | { fault: string }> {
  const read = await readText(path)
  return read.fault === null ? parseInstance(read.text) : read
}

async function readText(path: string): Promise<{ text: string; fault: null } | { fault: string }> {
  let size = 0
  let bytes: Buffer
  try {
    // Room for all of it at once, where the size is known: parts and their sum would take up memory twice.
    const known = Math.min((await stat(path)).size, LARGEST_FILE)
    bytes = Buffer.allocUnsafeSlow(known + (1 << 16))
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const part = chunk as Buffer
      if (size + part.length > LARGEST_FILE)
        return { fault: `is larger than ${LARGEST_FILE / 1024 / 1024} MB` }
      if (size + part.length > bytes.length) {
        const longer = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, size + part.length))
        bytes.copy(longer, 0, 0, size)
        bytes = longer
      }
      part.copy(bytes, size)
      size += part.length
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return { fault: 'there is no such file' }
    if (code === 'EISDIR') return { fault: 'is a folder, not a file' }
    return { fault: `cannot be read (${code ?? 'unknown reason'})` }
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, size)), fault: null }
  } catch {
    return { fault: 'is not UTF-8 text' }
  }
}
