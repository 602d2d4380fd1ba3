// The worker thread's side: solves one instance off the main thread and reports back. Its counterpart, and the
// messages' meaning, is in-worker.ts.

import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './in-worker.ts'
import { solve } from './solve.ts'

const { instance, options, stop } = workerData as ToWorker
const stopped = new Int32Array(stop)
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const tell = (message: FromWorker) => parentPort?.postMessage(message)

tell({
  kind: 'result',
  result: solve(instance, {
    ...options,
    onProgress(progress) {
      tell({ kind: 'progress', progress })
    },
    // Read from shared memory: a message could not arrive while this thread is busy.
    shouldStop: () => Atomics.load(stopped, 0) !== 0,
  }),
})
