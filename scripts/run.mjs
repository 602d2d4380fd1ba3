// What `npm start`, `npm test`, `npm run alongside` and `npm run bench` call, on whatever Node the machine
// has: installs if needed, then goes on with the Node that the project pins.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [what, ...rest] = process.argv.slice(2)
const say = (text) => process.stderr.write(`${text}\n`)

/** Installs when node_modules does not match the lock file. */
function install() {
  const stamp = join(root, 'node_modules', '.alongside-installed')
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('Installing what Alongside needs. This happens once and takes a minute or two.')
  npm('ci', '--include=dev', '--loglevel=error')
  writeFileSync(stamp, lock)
}

function npm(...args) {
  // npm's own settings of the script that runs us must not steer this install.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^npm_(config_(json|silent|loglevel|production|omit)|lifecycle|package)/i.test(key),
    ),
  )
  const { status } = spawnSync('npm', args, {
    cwd: root,
    env: { ...env, NODE_ENV: '' },
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) {
    say('The installation did not finish. Check the connection to the npm registry and start again.')
    process.exit(1)
  }
}

/** The pinned Node; npm leaves it out where install scripts are switched off. */
function node() {
  const pinned = join(root, 'node_modules', 'node', 'bin', 'node')
  const works = () => existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0
  if (!works()) npm('rebuild', 'node')
  if (works()) return pinned
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  say(
    `Alongside needs Node.js 22.18 or later. The pinned one could not be installed here and this is ${process.version}.`,
  )
  process.exit(1)
}

install()
const binary = node()
const commands = {
  start: ['--enable-source-maps', 'dist/cli.js', 'start'],
  alongside: ['--enable-source-maps', 'dist/cli.js'],
  bench: ['scripts/bench.mjs'],
  test: ['scripts/test.mjs'],
}
const command = commands[what]
if (!command) {
  say(`Unknown: ${what}. There are ${Object.keys(commands).join(', ')}.`)
  process.exit(1)
}
if (what !== 'test') {
  const { build } = await import('./build.mjs')
  await build()
}
const [flags, file, extra] = [
  command.filter((part) => part.startsWith('--')),
  command.find((part) => !part.startsWith('--')),
  command.filter((part) => !part.startsWith('--')).slice(1),
]
// File names that a person gives are meant from where they stand.
const child = spawn(binary, [...flags, join(root, file), ...extra, ...rest], {
  stdio: 'inherit',
  cwd: what === 'alongside' || what === 'start' ? (process.env.INIT_CWD ?? process.cwd()) : root,
  env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) =>
  process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)),
)
