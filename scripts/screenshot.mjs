// Makes docs/screenshot.png again: "Who needs support" of the demonstration county, as a lead adviser sees it.
// Run it on a built product: `node scripts/screenshot.mjs`. It starts one of its own and stops it again.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32, deflateSync } from 'node:zlib'
import { findBrowser, launch } from '../e2e/program.ts'
import { startProduct } from '../e2e/setup.ts'

const target = fileURLToPath(new URL('../docs/screenshot.png', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'alongside-screenshot-'))
chmodSync(folder, 0o755)
const product = await startProduct(folder, [])
const browser = await launch(await findBrowser())
try {
  const context = await browser.newContext({
    baseURL: product.address,
    viewport: { width: 1280, height: 900 },
  })
  const page = await context.newPage()
  await page.goto('/personas')
  await page.locator('button[value="lead adviser"]').click()
  await page.goto('/identify')
  const picture = await page.screenshot()
  const png = inPalette(await pixelsOf(context, picture))
  writeFileSync(target, png)
  console.log(`docs/screenshot.png: ${(png.length / 1_000).toFixed(0)} kB`)
} finally {
  await browser.close()
  await product.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** The picture's pixels as the browser decodes them: four bytes each. */
async function pixelsOf(context, picture) {
  const page = await context.newPage()
  const { width, height, data } = await page.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const bytes = context.getImageData(0, 0, image.width, image.height).data
    const text = []
    for (let at = 0; at < bytes.length; at += 8_192)
      text.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)))
    return { width: image.width, height: image.height, data: btoa(text.join('')) }
  }, picture.toString('base64'))
  return { width, height, bytes: Buffer.from(data, 'base64') }
}

/** A PNG of at most 256 colours: the commonest ones, and for every other pixel the nearest of them. */
function inPalette({ width, height, bytes }) {
  const counts = new Map()
  for (let at = 0; at < bytes.length; at += 4) {
    const colour = bytes.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const palette = [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([colour]) => colour)
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]
  const places = new Map(palette.map((colour, place) => [colour, place]))
  const nearest = (colour) => {
    const [r, g, b] = parts(colour)
    let best = 0
    let least = Infinity
    for (const [place, one] of palette.entries()) {
      const [pr, pg, pb] = parts(one)
      const away = (pr - r) ** 2 + (pg - g) ** 2 + (pb - b) ** 2
      if (away < least) [best, least] = [place, away]
    }
    return best
  }
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = bytes.readUIntBE((y * width + x) * 4, 3)
      if (!places.has(colour)) places.set(colour, nearest(colour))
      rows[y * (width + 1) + 1 + x] = places.get(colour)
    }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8) // eight bits a pixel, by palette
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(parts))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
