// Builds what the browser gets: one stylesheet and one script, named by their content, each also compressed.
// Does nothing when nothing they are made of has changed. Runs on Node 20 as well.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const inputs = ['src/govuk/styles', 'src/govuk/client', 'package-lock.json', 'scripts/build-assets.mjs']
const browsers = ['chrome111', 'edge111', 'firefox113', 'safari16.4']

const hashOf = (...contents) => {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(content)
  return hash.digest('hex').slice(0, 10)
}

function filesOf(path) {
  try {
    return readdirSync(path)
      .toSorted()
      .flatMap((name) => filesOf(join(path, name)))
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    throw error
  }
}

/**
 * Writes alongside-HASH.css and .js, each with .br and .gz, and manifest.json into `outDir`.
 * Gives the manifest, { css, js }: addresses as the server serves that folder, under /assets/.
 */
export async function buildAssets(outDir) {
  const key = hashOf(...inputs.flatMap((path) => filesOf(join(root, path))).map((file) => readFileSync(file)))
  const keyFile = join(outDir, '.built-from')
  const manifestFile = join(outDir, 'manifest.json')
  if (existsSync(manifestFile) && existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key)
    return JSON.parse(readFileSync(manifestFile, 'utf8'))

  const [{ compileAsync }, { build, transform }] = await Promise.all([import('sass'), import('esbuild')])
  const [style, script] = await Promise.all([
    compileAsync(join(root, 'src/govuk/styles/alongside.scss'), {
      // MOJ's styles look for node_modules from the root.
      loadPaths: [join(root, 'node_modules'), root],
      quietDeps: true,
      style: 'compressed',
    }).then(({ css }) =>
      transform(css, { loader: 'css', minify: true, target: browsers, legalComments: 'none' }),
    ),
    build({
      absWorkingDir: root,
      entryPoints: ['src/govuk/client/alongside.browser.ts'],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: browsers,
      legalComments: 'none',
      logLevel: 'warning',
    }),
  ])

  mkdirSync(outDir, { recursive: true })
  const css = writeNamed(outDir, 'css', style.code)
  const js = writeNamed(outDir, 'js', script.outputFiles[0].text)
  for (const name of readdirSync(outDir))
    if (
      /^alongside-[0-9a-f]+[.](css|js)([.](br|gz))?$/.test(name) &&
      !name.startsWith(css) &&
      !name.startsWith(js)
    )
      rmSync(join(outDir, name), { force: true })
  const manifest = { css: `/assets/${css}`, js: `/assets/${js}` }
  writeWhole(manifestFile, JSON.stringify(manifest))
  writeWhole(keyFile, key)
  return manifest
}

function writeNamed(outDir, extension, text) {
  const name = `alongside-${hashOf(text)}.${extension}`
  const bytes = Buffer.from(text)
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  writeWhole(join(outDir, `${name}.br`), brotliCompressSync(bytes, { params }))
  writeWhole(join(outDir, `${name}.gz`), gzipSync(bytes, { level: 9 }))
  writeWhole(join(outDir, name), bytes)
  return name
}

/** Another process may be reading, or building too: a file is there whole or not at all. */
function writeWhole(path, content) {
  const unfinished = `${path}.${process.pid}.tmp`
  writeFileSync(unfinished, content)
  renameSync(unfinished, path)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const manifest = await buildAssets(process.argv[2] ?? join(root, 'dist', 'public'))
  console.log(JSON.stringify(manifest))
}
