// `npm test`: every check and every suite, one after the other, and one plain line over all of them at the
// end. `npm test -- NAME…` runs only the steps named.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '../e2e/program.ts'
import { build } from './build.mjs'

const folder = mkdtempSync(join(tmpdir(), 'alongside-results-'))
const totals = { passed: 0, failed: 0, skipped: 0 }
const named = process.argv.slice(2)

const environment = {
  ...process.env,
  FORCE_COLOR: process.env.CI ? '0' : (process.env.FORCE_COLOR ?? ''),
}
const run = (command, args) => spawnSync(command, args, { stdio: 'inherit', env: environment }).status === 0

/** One check counts as one test. */
function check(name, command, args) {
  return [
    name,
    () => {
      const passed = run(command, args)
      totals[passed ? 'passed' : 'failed']++
    },
  ]
}

/** Runs a vitest suite and counts its tests; a suite that dies before it can count is one failure. */
async function count(name, args, stdio) {
  const file = join(folder, `${name}.json`)
  const child = spawn(
    'vitest',
    ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    { stdio, env: environment },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk))
  const status = await new Promise((ended) => child.once('close', ended).once('error', ended))
  if (!existsSync(file)) totals.failed++
  else {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    totals.passed += numPassedTests
    totals.failed += numFailedTests
    totals.skipped += numPendingTests + numTodoTests
    if (status !== 0 && numFailedTests === 0) totals.failed++
  }
  return said
}

// Journeys wait for a browser much of the time, so they run two abreast, each row over a product of its own.
const ABREAST = ['accounts', 'imports', 'public-pages', 'schools'].map((name) => `e2e/${name}.test.ts`)

async function journeys() {
  // Unpacked once, before both rows ask for it.
  await findBrowser()
  const common = ['--config', 'e2e/vitest.config.ts']
  const second = count('journeys abreast', [...common, ...ABREAST], 'pipe')
  await count('journeys', [...common, ...ABREAST.flatMap((file) => ['--exclude', file])], 'inherit')
  process.stdout.write(await second)
}

const steps = [
  check('format', 'oxfmt', ['--check']),
  check('lint', 'oxlint', ['--type-aware', '--deny-warnings']),
  check('types', 'tsc', []),
  check('database types', process.execPath, ['scripts/database-types.mjs', '--verify']),
  [
    'build',
    async () => {
      try {
        await build()
        totals.passed++
      } catch (error) {
        console.error(error)
        totals.failed++
      }
    },
  ],
  ['units and routes', () => count('units and routes', [], 'inherit')],
  ['journeys', journeys],
]

const unknown = named.filter((name) => !steps.some(([step]) => step === name))
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. There are: ${steps.map(([step]) => step).join(', ')}.`)
  process.exit(1)
}
for (const [name, step] of steps) {
  if (named.length > 0 && !named.includes(name)) continue
  console.log(`\n== ${name}`)
  const began = Date.now()
  await step()
  console.log(`== ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`)
}
rmSync(folder, { recursive: true, force: true })
console.log(
  `\n${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
)
process.exitCode = totals.failed > 0 ? 1 : 0
