// Owns background work: adding a job inside the transaction of the write that causes it, and running jobs.
import { parseCronItems, type Runner, type TaskList, Logger as WorkerLogger, run } from 'graphile-worker'
import { sql } from 'kysely'
import type { Database, Db } from '#platform/database.ts'
import { type Log, describeError } from '#platform/log.ts'

export type JobOptions = {
  runAt?: Date
  /** A later job with the same key replaces an earlier one that has not run. */
  key?: string
  attempts?: number
}

/** Adds a job that runs only if this transaction commits. The payload holds ids, never personal data. */
export async function addJob(
  db: Db,
  task: string,
  payload: Record<string, string | number | null>,
  options: JobOptions = {},
): Promise<void> {
  await sql`SELECT add_job(${task}, ${JSON.stringify(payload)}::json, ${options.runAt ?? null}, ${options.key ?? null}, ${options.attempts ?? null})`.execute(
    db,
  )
}

/** `isLastTry`: when this fails, nobody tries again. */
export type Job = (payload: Record<string, unknown>, about?: { isLastTry: boolean }) => Promise<void>

/** At night in England; where nothing ran then, at the next start within a day. */
const NIGHT = { match: '20 2 * * *', options: { backfillPeriod: 86_400_000 } }

/**
 * Runs jobs until `stop` is called, which waits for those under way. Those named in `nightly` are also added once
 * a night, however many processes run.
 */
export async function runJobs(
  database: Database,
  log: Log,
  jobs: Record<string, Job>,
  nightly: readonly string[] = [],
): Promise<Runner> {
  const taskList: TaskList = Object.fromEntries(
    Object.entries(jobs).map(([name, job]) => [
      name,
      async (payload: unknown, { job: { attempts, max_attempts: most } }) => {
        try {
          await job(payload as Record<string, unknown>, { isLastTry: attempts >= most })
        } catch (error) {
          log.error({ job: name, ...describeError(error) }, 'job failed')
          throw error
        }
      },
    ]),
  )
  return run({
    pgPool: database.pool,
    // An import that waits for another holds one of these: mail still goes out.
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 2_000,
    taskList,
    parsedCronItems: parseCronItems(nightly.map((task) => ({ task, ...NIGHT }))),
    logger: new WorkerLogger(() => () => {}),
  })
}
