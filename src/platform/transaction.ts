// Owns one transaction as Kysely sees it: begun at its first query, with who acts set in the same round trip,
// ended once. Whoever asks nothing of the database opens none. Who acts, and why, is database.ts.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { DB } from '#platform/database.types.ts'

export class OneTransaction implements Driver, DatabaseConnection {
  readonly db: Kysely<DB>
  readonly #pool: pg.Pool
  readonly #begin: string
  #opened: Promise<{ client: pg.PoolClient; state: string | null }> | null = null
  #isOver = false

  /** `begin`: the statements that begin it, of constants and escaped values; the last may answer a `state`. */
  constructor(pool: pg.Pool, begin: string) {
    this.#pool = pool
    this.#begin = begin
    this.db = new Kysely<DB>({
      dialect: {
        createAdapter: () => adapter,
        createDriver: () => this,
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => compiler,
      },
    })
  }

  /** Begins it unless it has begun. Answers what the opening statements said as `state`. */
  async open(): Promise<string | null> {
    if (this.#isOver) throw new Error('This transaction is over')
    this.#opened ??= this.#start()
    return (await this.#opened).state
  }

  get isOpen(): boolean {
    return this.#opened !== null
  }

  async #start() {
    const client = await this.#pool.connect()
    try {
      const results = (await client.query(this.#begin)) as unknown as pg.QueryResult<{ state?: string }>[]
      return { client, state: results.at(-1)?.rows[0]?.state ?? null }
    } catch (error) {
      await giveBack(client, 'ROLLBACK')
      throw error
    }
  }

  /** Ends it. Throws when PostgreSQL could not commit, as after a failed statement. */
  async commit(): Promise<void> {
    if (!this.#opened) {
      this.#isOver = true
      return
    }
    const { client } = await this.#opened
    const { command } = await client.query('COMMIT')
    this.#isOver = true
    client.release()
    if (command === 'ROLLBACK') throw new Error('A statement had failed, so nothing was committed')
  }

  async rollback(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    // One that could not be begun has been given back already.
    const opened = await this.#opened?.catch(() => null)
    if (opened) await giveBack(opened.client, 'ROLLBACK')
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.open()
    const { client } = await this.#opened!
    const { command, rowCount, rows } = await client
      .query<R & pg.QueryResultRow>(query.sql, [...query.parameters])
      .catch((error: Error) => {
        // The driver's own stack ends at the socket: say who asked.
        error.stack += `\n${new Error('asked').stack?.split('\n').slice(1).join('\n')}`
        throw error
      })
    return counting.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0), rows } : { rows: rows ?? [] }
  }

  // oxlint-disable-next-line require-yield -- refuses: rows are read whole
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('A transaction reads its rows whole')
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this
  }
  async releaseConnection(): Promise<void> {}
  async beginTransaction(): Promise<void> {
    throw new Error('This is a transaction already')
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async destroy(): Promise<void> {}
}

const adapter = new PostgresAdapter()
// Compiles one query at a time, without a pause: all transactions share it.
const compiler = new PostgresQueryCompiler()
const counting = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** Returns a connection to the pool; one that cannot be cleaned is closed instead. */
async function giveBack(client: pg.PoolClient, last: string): Promise<void> {
  const failure = await client.query(last).then(
    () => undefined,
    (error: Error) => error,
  )
  client.release(failure)
}
