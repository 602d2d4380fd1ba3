// Owns a data pack as a Word document, its charts as pictures above their tables. What stands in it is
// data-pack.rules.ts, what a chart looks like chart.rules.ts.
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { showDate } from '#platform/dates.ts'
import { chartSize } from './chart.rules.ts'
import type { Block, PackTable, Section } from './data-pack.rules.ts'

export type WordPack = {
  school: string
  /** ISO date. */
  madeOn: string
  sections: readonly Section[]
  sources: readonly { what: string; source: string }[]
  /** PNGs of the charts, by the code of their measure; a chart without one is its table alone. */
  pictures: ReadonlyMap<string, Uint8Array>
}

const line = { style: BorderStyle.SINGLE, size: 4, color: 'B1B4B6' }
const noLine = { style: BorderStyle.NONE, size: 0, color: 'FFFFFF' }
const borders = { top: line, bottom: line, left: noLine, right: noLine }

const cell = (text: string, { bold = false, right = false, keepNext = false } = {}) =>
  new TableCell({
    borders,
    margins: { top: 40, bottom: 40, left: 60, right: 60 },
    children: [
      new Paragraph({
        keepNext,
        alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT,
        children: [new TextRun({ text, bold, size: 18 })],
      }),
    ],
  })

const table = (rows: readonly TableRow[]) =>
  new Table({ width: { size: 100, type: WidthType.PERCENTAGE }, rows: [...rows] })

/** A table of as many rows is kept on one page, with the chart above it. */
const KEPT_TOGETHER = 8

const wordTable = ({ head, rows, numbersFrom }: PackTable) =>
  table([
    new TableRow({
      tableHeader: true,
      cantSplit: true,
      children: head.map((text, i) => cell(text, { bold: true, right: i >= numbersFrom, keepNext: true })),
    }),
    ...rows.map(
      (row, at) =>
        new TableRow({
          cantSplit: true,
          children: row.map((text, i) =>
            cell(text, {
              bold: i === 0,
              right: i >= numbersFrom,
              keepNext: rows.length <= KEPT_TOGETHER && at < rows.length - 1,
            }),
          ),
        }),
    ),
  ])

const pairs = (rows: readonly (readonly [string, string])[]) =>
  table(
    rows.map(
      ([key, value]) => new TableRow({ cantSplit: true, children: [cell(key, { bold: true }), cell(value)] }),
    ),
  )

const text = (words: string) =>
  new Paragraph({ spacing: { before: 80, after: 120 }, children: [new TextRun(words)] })

function written(block: Block, pictures: WordPack['pictures']): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [new Paragraph({ heading: HeadingLevel.HEADING_2, keepNext: true, text: block.text })]
    case 'text':
      return [text(block.text)]
    case 'facts':
      return [pairs(block.rows), text('')]
    case 'chart':
      return picture(block, pictures.get(block.code))
    case 'table':
      return [
        new Paragraph({
          keepNext: true,
          children: [new TextRun({ text: block.caption, italics: true, size: 18 })],
        }),
        wordTable(block),
        text(''),
      ]
  }
}

/** A chart on paper against the one on a page: two with their figures have room on a sheet. */
export const ON_PAPER = 0.8
const pictureSize = { width: chartSize.width * ON_PAPER, height: chartSize.height * ON_PAPER }

/** A chart beside the words that say what it shows, kept on one page with the table that follows. */
function picture({ code, sentence }: Block & { kind: 'chart' }, data: Uint8Array | undefined): Paragraph[] {
  if (!data) return []
  const altText = {
    name: code,
    title: sentence,
    description: `${sentence}. The figures are in the table that follows.`,
  }
  return [
    new Paragraph({
      keepNext: true,
      spacing: { before: 80, after: 80 },
      children: [new ImageRun({ type: 'png', data, transformation: pictureSize, altText })],
    }),
  ]
}

/** The bytes of a .docx. */
export async function wordOf(pack: WordPack): Promise<Uint8Array<ArrayBuffer>> {
  const title = `Data pack: ${pack.school}`
  const document = new Document({
    title,
    creator: 'Alongside',
    styles: { default: { document: { run: { font: 'Arial', size: 21 } } } },
    sections: [
      {
        properties: { page: { margin: { top: 1_000, bottom: 1_000, left: 1_000, right: 1_000 } } },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                alignment: AlignmentType.RIGHT,
                children: [
                  new TextRun({ children: [`${pack.school}, page `, PageNumber.CURRENT], size: 16 }),
                ],
              }),
            ],
          }),
        },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, text: title }),
          text(`Made on ${showDate(pack.madeOn)} from published figures.`),
          ...pack.sections.flatMap((section) => [
            new Paragraph({ heading: HeadingLevel.HEADING_1, keepNext: true, text: section.title }),
            ...section.blocks.flatMap((block) => written(block, pack.pictures)),
          ]),
          new Paragraph({ heading: HeadingLevel.HEADING_1, keepNext: true, text: 'Where this came from' }),
          pairs(pack.sources.map(({ what, source }) => [what, source] as const)),
        ],
      },
    ],
  })
  return new Uint8Array(await Packer.toArrayBuffer(document))
}
