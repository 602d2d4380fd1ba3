// Runs the solver in a worker thread, so that a web request or an event loop is never held up. Owns the thread from
// start to end; solving itself is solve.ts.

import { Worker } from 'node:worker_threads'
import { faultsOf } from './instance-faults.ts'
import type { Instance } from './instance.ts'
import type { Progress, Result, SolveOptions } from './solve.ts'

export interface ToWorker {
  instance: Instance
  options: Omit<SolveOptions, 'onProgress' | 'shouldStop'>
  /** One shared Int32: anything but 0 asks the search to end with what it has. */
  stop: SharedArrayBuffer
}

export type FromWorker = { kind: 'progress'; progress: Progress } | { kind: 'result'; result: Result }

export interface WorkerSolveOptions extends Omit<SolveOptions, 'onProgress' | 'shouldStop'> {
  onProgress?: (progress: Progress) => void
  /** When aborted, the search ends soon with the best valid answer it has, which is still returned. */
  signal?: AbortSignal
}

/**
 * As `solve`, in a thread of its own. `workerUrl` is worker.ts itself, or its bundle. Rejects when the instance has
 * faults, or when the thread dies.
 */
export async function solveInWorker(
  instance: Instance,
  options: WorkerSolveOptions,
  workerUrl: URL,
): Promise<Result> {
  const [fault] = faultsOf(instance)
  if (fault) throw new Error(`${fault.place} ${fault.message}`.trim())
  const { onProgress, signal, ...rest } = options
  const stop = new SharedArrayBuffer(4)
  const askToStop = () => {
    Atomics.store(new Int32Array(stop), 0, 1)
  }
  if (signal?.aborted) askToStop()
  signal?.addEventListener('abort', askToStop, { once: true })
  const worker = new Worker(workerUrl, { workerData: { instance, options: rest, stop } satisfies ToWorker })
  try {
    return await new Promise<Result>((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'progress') onProgress?.(message.progress)
        else resolve(message.result)
      })
      worker.once('error', reject)
      worker.once('exit', (code) =>
        reject(new Error(`The solver's thread ended without an answer (code ${code})`)),
      )
    })
  } finally {
    signal?.removeEventListener('abort', askToStop)
    await worker.terminate()
  }
}
