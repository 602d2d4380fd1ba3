// What the browser is sent on every page: how much it weighs, and that nothing in it is GOV.UK's own face.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const kB = 1000
const PAGE_BUDGET = 60 * kB
const SCRIPT_BUDGET = 15 * kB
/** What stylesheet and script leave for the page itself. */
const LEFT_FOR_THE_PAGE = 25 * kB

type Manifest = { css: string; js: string }

describe('The stylesheet and the script', () => {
  let folder: string
  let manifest: Manifest
  let build: (outDir: string) => Promise<Manifest>
  const fileOf = (address: string) => join(folder, address.replace('/assets/', ''))

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-assets-'))
    ;({ buildAssets: build } = await import('../../scripts/build-assets.mjs'))
    manifest = await build(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('leave room for the page within sixty kilobytes over the wire', () => {
    const script = statSync(`${fileOf(manifest.js)}.br`).size
    const style = statSync(`${fileOf(manifest.css)}.br`).size
    expect(script).toBeLessThanOrEqual(SCRIPT_BUDGET)
    expect(style).toBeLessThanOrEqual(20 * kB)
    expect(PAGE_BUDGET - script - style).toBeGreaterThanOrEqual(LEFT_FOR_THE_PAGE)
  })

  test('leave room also for a browser that takes only gzip', () => {
    const script = statSync(`${fileOf(manifest.js)}.gz`).size
    const style = statSync(`${fileOf(manifest.css)}.gz`).size
    expect(script).toBeLessThanOrEqual(SCRIPT_BUDGET)
    expect(PAGE_BUDGET - script - style).toBeGreaterThanOrEqual(LEFT_FOR_THE_PAGE)
  })

  test('fetch nothing: no font, no crown, no image of GOV.UK or MOJ', () => {
    const style = readFileSync(fileOf(manifest.css), 'utf8')
    expect(style).not.toMatch(/url\(|@import|@font-face/)
    expect(style).not.toMatch(/GDS Transport|crown|crest/i)
    const script = readFileSync(fileOf(manifest.js), 'utf8')
    expect(script).not.toMatch(/crown|\.woff|\.png|https?:\/\/(?!www\.w3\.org)/i)
  })

  test('run under a content security policy without eval', () => {
    expect(readFileSync(fileOf(manifest.js), 'utf8')).not.toMatch(/\beval\(|new Function\(/)
  })

  test('are not built again when nothing has changed', async () => {
    const before = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])
    expect(await build(folder)).toEqual(manifest)
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])).toEqual(before)
  })

  test('are named by their content, and listed as the server serves them', () => {
    expect(manifest.css).toMatch(/^\/assets\/alongside-[0-9a-f]{10}\.css$/)
    expect(manifest.js).toMatch(/^\/assets\/alongside-[0-9a-f]{10}\.js$/)
    const stored: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(stored).toEqual(manifest)
  })
})
