// `npm run -s bench -- NAME [--json] [--only=PART]`: runs one benchmark (or several) and prints its figures, each
// against its limit; of `import`, one family alone.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { arch, cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

const folder = new URL('../bench/', import.meta.url)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'figure.ts')
  .map((file) => file.replace(/[.]ts$/, ''))
const args = process.argv.slice(2)
const json = args.includes('--json')
const asked = args.filter((arg) => !arg.startsWith('--'))
const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length)
const unknown = asked.filter((name) => !names.includes(name))
if (asked.length === 0 || unknown.length > 0) {
  console.error(`Say which benchmark to run: ${names.join(', ')}.`)
  process.exit(1)
}
const root = fileURLToPath(new URL('..', import.meta.url))
const commit = (() => {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
})()
const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? arch()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
let failed = false
for (const name of asked) {
  const { run } = await import(new URL(`${name}.ts`, folder))
  const figures = await run((line) => process.stderr.write(`${line}\n`), only)
  failed ||= figures.some(({ holds }) => holds === false)
  if (json) process.stdout.write(`${JSON.stringify({ name, commit, machine, figures })}\n`)
  else {
    console.log(`\n${name} at ${commit} on ${machine}`)
    for (const { what, value, unit, limit, holds } of figures)
      console.log(
        `${holds === null ? '     ' : holds ? 'holds' : 'FAILS'}  ${what}: ${value ?? 'not measured'} ${unit}${limit ? ` (limit: ${limit})` : ''}`,
      )
  }
}
process.exitCode = failed ? 1 : 0
