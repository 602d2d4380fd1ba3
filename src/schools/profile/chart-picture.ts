// Owns turning a drawn chart into a picture of dots, for documents that hold no drawings. The typeface comes with
// the program: a server may have none.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { initWasm, Resvg } from '@resvg/resvg-wasm'

/** Dots for each CSS pixel: sharp on paper. */
export const PICTURE_SCALE = 2

const fileOf = (name: string) => readFile(fileURLToPath(import.meta.resolve(name)))

let ready: Promise<Uint8Array> | null = null
/** Makes the renderer ready once; the bytes of the typeface. One that failed is tried again the next time. */
function typeface(): Promise<Uint8Array> {
  ready ??= (async () => {
    const [program, letters] = await Promise.all([
      fileOf('@resvg/resvg-wasm/index_bg.wasm'),
      fileOf('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf'),
    ])
    await initWasm(program)
    return new Uint8Array(letters)
  })().catch((error: unknown) => {
    ready = null
    throw error
  })
  return ready
}

/** A PNG of an SVG, PICTURE_SCALE dots for each of its pixels, on white. Throws where it is no SVG. */
export async function pictureOf(svg: string): Promise<Uint8Array> {
  const family = 'Arimo'
  const renderer = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: PICTURE_SCALE },
    font: { fontBuffers: [await typeface()], defaultFontFamily: family, sansSerifFamily: family },
  })
  try {
    const picture = renderer.render()
    try {
      return picture.asPng()
    } finally {
      picture.free()
    }
  } finally {
    renderer.free()
  }
}
