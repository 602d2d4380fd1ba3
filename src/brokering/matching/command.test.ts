// The command and the worker thread: what goes in, what comes out, what is refused.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matchCommand, type MatchArguments } from './command.ts'
import { generateAssignmentProblem, generateRound } from './generate.ts'
import { solveInWorker } from './in-worker.ts'
import { solve } from './solve.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-match-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function match(content: string | Buffer, more: Partial<MatchArguments> = {}) {
  const instance = join(folder, 'instance.json')
  await writeFile(instance, content)
  let out = ''
  let err = ''
  const code = await matchCommand(
    { instance, json: true, ...more },
    { write: (text) => (out += text) },
    { write: (text) => (err += text) },
  )
  return { code, out, err }
}

describe('alongside match', () => {
  test('prints the answer as JSON, and nothing else', async () => {
    const { code, out, err } = await match(
      JSON.stringify({
        needs: [
          { id: 'A', days: 2, category: 1 },
          { id: 'B', days: 2, category: 2 },
        ],
        supporters: [{ id: 'S', days: 3 }],
        pairs: [
          { need: 'A', supporter: 'S', score: 5 },
          { need: 'B', supporter: 'S', score: 50 },
        ],
        servedReward: 1,
      }),
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const { seconds, ...rest } = JSON.parse(out) as Record<string, unknown>
    expect(seconds).toBeTypeOf('number')
    expect(rest).toEqual({
      assignment: [{ need: 'A', supporter: 'S', days: 2, score: 5 }],
      value: [6, 0],
      bound: [6, 0],
      gap: 0,
      served: 1,
      status: 'optimal',
    })
  })

  test('without --json it speaks in sentences', async () => {
    const { code, out } = await match(
      JSON.stringify(generateRound({ needs: 20, supporters: 9, pairs: 60 }, 1)),
      {
        json: false,
      },
    )
    expect(code).toBe(0)
    expect(out).toMatch(/of 20 needs served/)
    expect(out).toMatch(/This is the best possible\./)
  })

  test('the same seed prints the same answer', async () => {
    const text = JSON.stringify(generateRound({ needs: 60, supporters: 25, pairs: 300, categories: 2 }, 4))
    const run = async () =>
      (JSON.parse((await match(text, { seed: 7 })).out) as { assignment: unknown }).assignment
    expect(await run()).toEqual(await run())
  })

  test('a fault is named on standard error by its place, with exit code 1', async () => {
    const fault = await match('{"needs": [], "supporters": [], "pairs": [{"need": "A"}]}')
    expect(fault).toMatchObject({ code: 1, out: '' })
    expect(fault.err).toMatch(/pairs\[0\]\.need names a need that is not there: "A"/)
    expect(await match('{')).toMatchObject({ code: 1, out: '' })
    expect(await match(Buffer.from([0x22, 0xff, 0xfe, 0x22]))).toMatchObject({ code: 1, out: '' })
    expect((await match('{}', { instance: join(folder, 'nowhere.json') })).err).toMatch(/no such file/)
    expect((await match('{}', { instance: folder })).err).toMatch(/is a folder/)
  })

  test('a limit that makes no sense is refused', async () => {
    for (const limit of [{ seconds: -1 }, { gap: Number.NaN }, { seed: 1.5 }])
      expect(await match('{}', limit)).toMatchObject({ code: 1, out: '' })
  })

  test('the time given runs from the moment it is told, not from when the file has been read', async () => {
    const instance = generateRound({ needs: 300, supporters: 100, pairs: 3000 }, 8)
    const { code, out } = await match(JSON.stringify(instance), {
      seconds: 5,
      since: performance.now() - 5_000,
    })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ status: 'time' })
  })

  test('no time at all still gives a valid answer', async () => {
    const { code, out } = await match(
      JSON.stringify(generateRound({ needs: 80, supporters: 30, pairs: 400 }, 2)),
      {
        seconds: 0,
      },
    )
    expect(code).toBe(0)
    expect((JSON.parse(out) as { served: number }).served).toBeGreaterThan(0)
  })
})

describe('in a worker thread', () => {
  const worker = new URL('worker.ts', import.meta.url)

  test('the answer is the one of this thread', async () => {
    const instance = generateRound({ needs: 60, supporters: 25, pairs: 300, categories: 2 }, 4)
    const { seconds: _, ...there } = await solveInWorker(instance, { seed: 3, iterations: 50 }, worker)
    const { seconds: __, ...here } = solve(instance, { seed: 3, iterations: 50 })
    expect(there).toEqual(here)
  })

  test('it can be stopped half-way, and tells its progress', async () => {
    const { instance } = generateAssignmentProblem('D', 10, 200, 1)
    const stop = new AbortController()
    let told = 0
    const result = await solveInWorker(
      instance,
      {
        gap: 0,
        seconds: 25,
        signal: stop.signal,
        onProgress() {
          told++
          stop.abort()
        },
      },
      worker,
    )
    expect(told).toBeGreaterThan(0)
    expect(result.status).toBe('stopped')
    expect(result.served).toBeGreaterThan(0)
  })

  test('a faulty instance is refused before a thread is started', async () => {
    const faulty = { needs: [], supporters: [], pairs: [{ need: 'A', supporter: 'S', score: 1 }] }
    await expect(solveInWorker(faulty, {}, worker)).rejects.toThrow(/pairs\[0\]\.need/)
  })
})
