import { embeddedPostgres } from '#platform/embedded-postgres.ts'
import { migrate } from '#platform/migrate.ts'
import { openDatabase, asSystem } from '#platform/database.ts'
import { insertImport } from '#src/identify/evidence.fixture.ts'
import { measures } from '#src/schools/evidence/measures.rules.ts'
import { sql } from 'kysely'
const server = await embeddedPostgres('/tmp/identbench', ['synchronous_commit=off'])
await migrate(server.connection, 'migrations')
const database = openDatabase(server.connection)
await asSystem(database, async (db) => {
  await insertImport(db)
  await insertImport(db, 'key-stage-2', '2024-25')
  await insertImport(db, 'key-stage-4', '2024-25')
  await sql`INSERT INTO schools (urn, name, la_code, phase, type, type_group, low_age, high_age, status, search_text, import_id)
    SELECT 100000+i, 'School '||i, 201+i%150, CASE WHEN i%24<17 THEN 'Primary' WHEN i%24<21 THEN 'Secondary' ELSE 'Not applicable' END, CASE WHEN i%24<21 THEN 'Community school' ELSE 'Community special school' END,
    CASE WHEN i%24<21 THEN 'Local authority maintained schools' ELSE 'Special schools' END, CASE WHEN i%24<17 THEN 4 ELSE 11 END, CASE WHEN i%24<17 THEN 11 ELSE 16 END, 'Open', 's', 1 FROM generate_series(0,23999) i`.execute(db)
  const ks2 = measures.filter((m) => m.source === 'key stage 2').map((m) => m.id).slice(0, 25).concat([130, 150, 152, 154, 156, 158, 160])
  const ks4 = measures.filter((m) => m.source === 'key stage 4').map((m) => m.id).slice(0, 20)
  for (let y = 2014; y <= 2025; y++) for (const [ms, lo, hi] of [[[...new Set(ks2)], 0, 17], [ks4, 17, 21]] as const)
    await sql`INSERT INTO observations (value, urn, import_id, cohort, flag, measure, year)
     SELECT CASE WHEN i%13=0 THEN NULL ELSE (random()*100)::numeric(5,1)::float8 - CASE WHEN m BETWEEN 150 AND 160 OR m > 310 THEN 55 ELSE 0 END END, 100000+i, 1, 30, CASE WHEN i%13=0 THEN 'suppressed'::missing_reason END, m, ${y}::smallint
     FROM unnest(${[...ms]}::smallint[]) m, generate_series(0,23999) i WHERE i%24>=${lo} AND i%24<${hi}`.execute(db)
  await sql`INSERT INTO inspections (urn, number, kind, framework, started_on, published_on, judgements, import_id)
   SELECT 100000+i, n::text, 'graded', CASE WHEN n=1 THEN '2015' ELSE '2019' END, CASE WHEN n=1 THEN '2017-03-01'::date ELSE '2022-03-01' END, '2022-05-01', jsonb_build_object('overall', (ARRAY['outstanding','good','requires improvement','inadequate'])[1+(i*7+n)%4], 'quality of education','good','leadership and management','good'), 1 FROM generate_series(0,23999) i, generate_series(1,2) n`.execute(db)
})
await database.pool.query('VACUUM ANALYZE')
console.log((await database.pool.query('select count(*), pg_size_pretty(pg_table_size($1)) from observations', ['observations'])).rows)
await database.close(); await server.leave()
