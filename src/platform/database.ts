// Owns the connection: the pool, the Kysely instance over it, and the two ways into a transaction
// (`asActor`, `asSystem`). Does not own any table.
import { type Kysely as KyselyType, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Actor } from '#platform/actor.ts'
import type { DB } from '#platform/database.types.ts'
import { OneTransaction } from '#platform/transaction.ts'

// Dates are civil: they stay text. Whole numbers of 64 bits (counts) fit a number here.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)

/** What every query function takes first: a transaction with an actor, or the pool where no organisation's data is touched. */
export type Db = KyselyType<DB>

export type Database = {
  /** Outside any actor: only for published reference data and the system's own tables. */
  db: Db
  pool: pg.Pool
  connection: pg.PoolConfig
  close: () => Promise<void>
}

/** Opens a pool. `onError` hears of connections lost while idle. */
export function openDatabase(
  connection: pg.PoolConfig,
  onError: (error: Error) => void = () => {},
): Database {
  const pool = new pg.Pool({ max: 20, connectionTimeoutMillis: 10_000, ...connection })
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  return { db, pool, connection, close: () => db.destroy() }
}

/** Whether an error says that the database could not be reached or went away, rather than that it refused something. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  // Connection exceptions, being shut down or started, and no connection left.
  if (error instanceof pg.DatabaseError) return /^(08...|57P0[1-3]|53300)$/.test(code ?? '')
  return (
    syscall === 'connect' ||
    code === 'ECONNREFUSED' ||
    /^(timeout exceeded when trying to connect|Connection terminated)/.test(error.message)
  )
}

export type TransactionOptions = {
  /** Why, for the audit record. */
  reason?: string
  /** For pages: PostgreSQL then refuses any write, and everything is read from one snapshot. */
  readOnly?: boolean
}

/** What a read-only transaction reads is of one moment; this says of which. */
export type Snapshot = {
  /** Whether its moment has come: it comes with the first query. */
  isTaken: () => boolean
  /** The state of published data, and of which schools are the organisation's, in this very snapshot. Takes it. */
  state: () => Promise<string | null>
}

/**
 * Runs `work` in one transaction in which row-level security shows the actor's organisation only and the
 * audit record names the actor. Rolls back when `work` throws. Work that asks nothing opens none.
 */
export function asActor<T>(
  { pool }: Database,
  actor: Actor,
  work: (db: Db, snapshot: Snapshot) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return inTransaction(pool, 'alongside_app', actor.organisationId, actor.personId, work, options)
}

/**
 * The same for work that nobody asked for in person: sign-in, jobs, set-up. Sees every organisation, so
 * nothing that answers a request with an organisation's records may use it.
 */
export function asSystem<T>(
  { pool }: Database,
  work: (db: Db) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return inTransaction(pool, 'alongside_system', '', '', work, options)
}

async function inTransaction<T>(
  pool: pg.Pool,
  role: string,
  organisation: string,
  person: string,
  work: (db: Db, snapshot: Snapshot) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const set = (name: string, value: string) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`
  const readsState = options.readOnly && organisation !== ''
  // The civil date of a moment is England's, whatever the server's clock is set to.
  const transaction = new OneTransaction(
    pool,
    `BEGIN${options.readOnly ? ' ISOLATION LEVEL REPEATABLE READ READ ONLY' : ''};
    SELECT ${set('role', role)}, ${set('TimeZone', 'Europe/London')}, ${set('alongside.organisation', organisation)},
      ${set('alongside.person', person)}, ${set('alongside.reason', options.reason ?? '')}
      ${readsState ? `, data_state(${pg.escapeLiteral(organisation)}) AS state` : ''}`,
  )
  try {
    const result = await work(transaction.db, {
      isTaken: () => transaction.isOpen,
      state: () => transaction.open(),
    })
    await transaction.commit()
    return result
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

/** Gives the audit entries of the rest of this transaction a reason. */
export async function setReason(db: Db, reason: string): Promise<void> {
  await sql`SELECT set_config('alongside.reason', ${reason}, true)`.execute(db)
}
