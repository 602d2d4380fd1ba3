import { strFromU8, unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { bring, csv, gias, ks2Head, ofstedHead } from '../schools.fixture.ts'
import { ON_PAPER } from './data-pack.word.ts'
import { PICTURE_SCALE, pictureOf } from './chart-picture.ts'
import { sectionNames, sectionsAsked } from './data-pack.rules.ts'

let app: TestApp
let adviser: SignedIn

beforeAll(async () => {
  app = await testApp()
  await bring(
    app.database,
    'gias_20240901.csv',
    gias([
      { URN: 100001, EstablishmentName: 'Elm & <Ash> Primary School', OpenDate: '01-09-1997' },
      { URN: 100002, NumberOfPupils: 190 },
      { URN: 100003, NumberOfPupils: 420 },
    ]),
  )
  const ks2 = (year: string, rows: (string | number)[][]) =>
    bring(
      app.database,
      `ks2_${year}.csv`,
      csv(
        ks2Head,
        rows.map((row) => [1, 850, 2001, ...row]),
      ),
    )
  await ks2('2017-18', [
    [100001, 'Elm', 180, 28, '65%', '0.4', '-0.6', '1.4', '1.7'],
    [100002, 'x', 190, 31, '71%', '1.3', '0.2', '2.4', '2'],
  ])
  await ks2('2018-19', [
    [100001, 'Elm', 180, 30, '62%', '-1.1', '-2', '-0.2', 'SUPP'],
    [100002, 'x', 190, 33, '58%', '0.9', '-0.3', '2.1', '1.1'],
    [100003, 'y', 420, 60, 'SUPP', 'SUPP', 'SUPP', 'SUPP', 'SUPP'],
  ])
  await bring(
    app.database,
    'census_2023-24.csv',
    csv(
      ['URN', 'NOR', 'PNUMFSMEVER'],
      [
        [100001, 181, 23.4],
        [100002, 192, 21.2],
        [100003, 421, 'z'],
      ],
    ),
  )
  const nothing = ['NULL', 'NULL', 'NULL', 'NULL']
  await bring(
    app.database,
    'ofsted_20240831.csv',
    csv(ofstedHead, [
      [
        'http://x',
        100001,
        'Elm',
        ...nothing,
        '10300001',
        'S5 Inspection',
        '12/03/2024',
        '20/04/2024',
        100001,
        'Elm',
        '3',
        'SWK ',
        '3',
        'Yes',
        'ITS1',
        '10/02/2011',
        '01/03/2011',
        '3',
        'NULL',
      ],
    ]),
  )
  adviser = await app.signInAs('adviser')
})

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&apos;': "'",
}
/** The words of a page or a Word document, a blank where a tag stood. */
const words = (markup: string) =>
  markup
    .replaceAll(/<(style|script)[^>]*>.*?<\/\1>/gs, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/&[a-z#0-9]+;/g, (entity) => entities[entity] ?? entity)
    .replaceAll(/\s+/g, ' ')

async function unpacked(path: string): Promise<{ files: Record<string, Uint8Array>; xml: string }> {
  const response = await adviser.get(path)
  expect(response.headers.get('Content-Type')).toContain('wordprocessingml')
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
  return { files, xml: strFromU8(files['word/document.xml']!) }
}

async function word(path: string): Promise<{ text: string; cells: string[][] }> {
  const { xml } = await unpacked(path)
  const cells = [...xml.matchAll(/<w:tr>.*?<\/w:tr>|<w:tr .*?<\/w:tr>/gs)].map(([line]) =>
    [...line.matchAll(/<w:tc>(.*?)<\/w:tc>/gs)].map(([, cell]) => words(cell!).trim()),
  )
  return { text: words(xml), cells }
}

const numbers = (text: string): string[] => text.match(/[−+]?\d[\d,]*(?:\.\d+)?/g) ?? []

describe('a data pack in Word', () => {
  it('holds no number that does not stand on the school’s own pages', async () => {
    const { text } = await word('/schools/100001/data-pack/word')
    const pages = await Promise.all(
      ['', '/results', '/pupils', '/inspections', '/money', '/similar', '/chronology', '/sources'].map(
        async (part) => words(await (await adviser.get(`/schools/100001${part}`)).text()),
      ),
    )
    const known = new Set(numbers(pages.join(' ')))
    // The day it was made, and how many similar schools it sets out, are of the pack itself.
    const shown = numbers(text.replace(/Made on \d+ \w+ \d+/, '').replace(/nearest \d+ are set out/, ''))
    expect(shown.length).toBeGreaterThan(60)
    expect([...new Set(shown)].filter((number) => !known.has(number))).toEqual([])
  })
  it('has a reason where there is no number, and no number in its place', async () => {
    const { text, cells } = await word('/schools/100001/data-pack/word')
    const at = cells.findIndex((row) => row[0] === '2018-19' && row.includes('Withheld: too few pupils'))
    expect(at).toBeGreaterThan(0)
    expect(cells[at]![1]).toBe('Withheld: too few pupils')
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/)
  })
  it('says who, what the inspections found in the words of their frameworks, and where all this came from', async () => {
    const { text } = await word('/schools/100001/data-pack/word')
    for (const said of [
      'Elm & <Ash> Primary School',
      'Placed in serious weaknesses at the inspection of 12 March 2024',
      'Framework of September 2009',
      'Satisfactory',
      'Much alike in size',
      'Where this came from',
      'ks2_2018-19.csv',
      'No finance figures of this school are held',
    ])
      expect(text).toContain(said)
  })
  it('has the sections that were chosen, in its own order, and all where none is named', async () => {
    const { text } = await word('/schools/100001/data-pack/word?section=inspections&section=who')
    expect(text).toContain('Who and where')
    expect(text).toContain('Framework of September 2019')
    expect(text).not.toContain('Expected standard in reading, writing and mathematics fell')
    expect(sectionsAsked(['money', 'who', 'nonsense'])).toEqual(['who', 'money'])
    expect(sectionsAsked([])).toEqual(Object.keys(sectionNames))
  })
})

describe('the charts of a data pack in Word', () => {
  /** Width and height as a PNG says them of itself, in dots. */
  const dotsOf = (png: Uint8Array) => {
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
    const view = new DataView(png.buffer, png.byteOffset)
    return [view.getUint32(16), view.getUint32(20)]
  }
  it('are those of the page, each a picture of its size with words for those who do not see it, before its figures', async () => {
    const page = await (await adviser.get('/schools/100001/data-pack')).text()
    const shown = [...page.matchAll(/charts\/(\w+)\.svg" alt="([^"]+)" width="(\d+)" height="(\d+)"/g)].map(
      ([, code, alt, width, height]) => ({ code, alt: words(alt!), size: [Number(width), Number(height)] }),
    )
    expect(shown.length).toBeGreaterThan(3)
    const { files, xml } = await unpacked('/schools/100001/data-pack/word')
    const links = strFromU8(files['word/_rels/document.xml.rels']!)
    const pictures = [...xml.matchAll(/<w:drawing>.*?<\/w:drawing>/gs)].map(([drawing]) => {
      const [, name, alt] = /<wp:docPr [^>]*name="([^"]*)" descr="([^"]*)"/.exec(drawing)!
      const [, width, height] = /<wp:extent cx="(\d+)" cy="(\d+)"/.exec(drawing)!
      const [, link] = /r:embed="([^"]+)"/.exec(drawing)!
      const [, file] = new RegExp(`Id="${link}"[^>]*Target="([^"]+)"|Target="([^"]+)"[^>]*Id="${link}"`)
        .exec(links)!
        .filter(Boolean)
      // A picture is as wide as on the page: 9,525 of Word's units a pixel.
      return {
        code: name,
        alt: words(alt!),
        size: [Number(width) / 9_525 / ON_PAPER, Number(height) / 9_525 / ON_PAPER],
        png: files[`word/${file}`]!,
      }
    })
    expect(pictures.map(({ code, alt, size }) => ({ code, alt, size }))).toEqual(shown)
    for (const { png, size } of pictures) expect(dotsOf(png)).toEqual(size.map((n) => n * PICTURE_SCALE))
    expect(new Set(pictures.map(({ png }) => Buffer.from(png).toString('base64'))).size).toBe(pictures.length)
    // The words beside a picture say the figures that stand in the first table after it.
    const [, after] = xml.split(/<w:drawing>.*?name="ks2_rwm_expected".*?<\/w:drawing>/s)
    const table = words(after!.slice(0, after!.indexOf('</w:tbl>')))
    expect(shown[0]!.alt).toContain('fell from 65% to 62% in 2018-19')
    for (const figure of ['65%', '62%', '2018-19']) expect(table).toContain(figure)
  })
  it('are pictures of the same drawing as on the page, letters and all', async () => {
    const svg = await (await adviser.get('/schools/100001/charts/ks2_rwm_expected.svg')).text()
    const { files } = await unpacked('/schools/100001/data-pack/word?section=results')
    const same = Buffer.from(await pictureOf(svg))
    const isSame = (png: Uint8Array) => same.equals(Buffer.from(png))
    expect(Object.entries(files).filter(([name, png]) => name.endsWith('.png') && isSame(png))).toHaveLength(
      1,
    )
    // A typeface is packed with the program: without it the words of the key would be missing.
    const wordless = Buffer.from(await pictureOf(svg.replaceAll(/<text.*?<\/text>/gs, '')))
    expect(same.length).toBeGreaterThan(wordless.length * 1.3)
  })
  it('are left out with the section they stand in', async () => {
    const { files } = await unpacked('/schools/100001/data-pack/word?section=who')
    expect(Object.keys(files).filter((name) => name.endsWith('.png'))).toEqual([])
  })
})

describe('a data pack on paper', () => {
  it('is the same content with its charts, and leads to Word with the same sections', async () => {
    const page = await (await adviser.get('/schools/100001/data-pack?section=results')).text()
    expect(page).toContain('/schools/100001/charts/ks2_rwm_expected.svg')
    expect(page).toContain('/schools/100001/data-pack/word?section=results')
    const { cells } = await word('/schools/100001/data-pack/word?section=results')
    const text = words(page)
    expect(cells.flat().filter((cell) => !text.includes(cell))).toEqual([])
  })
  it('opens for whoever may look at schools, and for a school of which next to nothing is held', async () => {
    const governor = await app.signInAs('governor')
    expect((await governor.get('/schools/100003/data-pack')).status).toBe(200)
    expect((await app.anonymous().get('/schools/100003/data-pack/word')).status).toBe(303)
    expect((await adviser.get('/schools/999999/data-pack/word')).status).toBe(404)
  })
})
