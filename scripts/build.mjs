// Builds the server (one file, dependencies outside), the solver's worker and the browser's files. Does
// nothing when nothing has changed since the last build. Runs on Node 20 as well.
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = join(root, 'dist', 'built')

function newest(folder) {
  let latest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs)
  }
  return latest
}

export async function build() {
  const inputs = Math.max(
    newest(join(root, 'src')),
    statSync(join(root, 'package-lock.json')).mtimeMs,
    newest(join(root, 'scripts')),
  )
  if (existsSync(stamp) && statSync(stamp).mtimeMs > inputs) return
  const { build: bundle } = await import('esbuild')
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'warning',
  }
  await bundle({
    ...common,
    entryPoints: { cli: 'src/cli.ts' },
    outdir: 'dist',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  })
  const worker = 'src/brokering/matching/worker.ts'
  if (existsSync(join(root, worker)))
    await bundle({ ...common, entryPoints: { 'matching-worker': worker }, outdir: 'dist' })
  const { buildAssets } = await import('./build-assets.mjs')
  await buildAssets(join(root, 'dist', 'public'))
  writeFileSync(stamp, '')
}
