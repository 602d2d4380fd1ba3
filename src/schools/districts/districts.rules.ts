// Owns what an assignment of schools to areas may say: the columns of a file, the fields of a rule, and which rows
// are set aside and why. Pure.
import Papa from 'papaparse'
import type { Area } from '#src/accounts/organisation.rules.ts'

/** What a rule may go by, from the narrowest to the widest: where several fit a school, the narrowest holds. */
export const ruleFields = ['ward', 'postcode', 'town', 'district', 'constituency', 'authority'] as const
export type RuleField = (typeof ruleFields)[number]
export const fieldNames: Record<RuleField, string> = {
  ward: 'Ward',
  postcode: 'First part of the postcode',
  town: 'Town',
  district: 'District',
  constituency: 'Parliamentary constituency',
  authority: 'Local authority',
}
export const isField = (text: string): text is RuleField => (ruleFields as readonly string[]).includes(text)

export type Rule = { field: RuleField; value: string; areaId: string }
/** A school of the organisation, as far as areas go. */
export type Placed = { urn: number; name: string | null; areaId: string | null; by: string | null }

export type FileRow = { line: number; urn: string; area: string; kind: string; raw: string }
export type Aside = { line: number; raw: string; reason: string }
export type Change = { urn: number; name: string | null; from: string | null; to: string | null }

/** What waits to be applied. A rule without an area takes the rule of that value away. */
export type Plan =
  | { rows: FileRow[] }
  | { rules: { field: RuleField; value: string; areaId: string | null }[]; before?: Rule[] }
  | Record<string, never>

export const MOST_ROWS = 60_000

/** Reads the bytes of a CSV file with the columns urn and area, and kind where two areas share a name. */
export function readFile(bytes: Uint8Array): { ok: true; rows: FileRow[] } | { ok: false; reason: string } {
  if (bytes.length === 0) return { ok: false, reason: 'The file is empty' }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return {
      ok: false,
      reason: 'This is an Excel workbook or a zip file. Save the sheet as CSV, then choose that file',
    }
  if (bytes.includes(0)) return { ok: false, reason: 'This is not a text file. Save the sheet as CSV' }
  const text = decode(bytes).replace(/^\uFEFF/, '')
  const first = text.split(/\r?\n/, 1)[0] ?? ''
  // The first line alone says what parts the cells: cells may hold any of the marks.
  const delimiter =
    [',', ';', '\t'].find(
      (mark) => first.split(mark).filter((cell) => /^"?(urn|area)"?$/i.test(cell.trim())).length === 2,
    ) ?? ','
  const { data } = Papa.parse<string[]>(text, { delimiter })
  const head = (data[0] ?? []).map((cell) => cell.trim().toLowerCase())
  const at = { urn: head.indexOf('urn'), area: head.indexOf('area'), kind: head.indexOf('kind') }
  if (at.urn < 0 || at.area < 0)
    return { ok: false, reason: 'The first line must name the columns urn and area' }
  const rows = data.slice(1).flatMap((cells, i): FileRow[] => {
    const cell = (place: number) =>
      place < 0 ? '' : (cells[place]?.trim().replace(/^'(?=[=+\-@])/, '') ?? '')
    if (cells.every((one) => one.trim() === '')) return []
    return [
      {
        line: i + 2,
        urn: cell(at.urn),
        area: cell(at.area),
        kind: cell(at.kind),
        raw: cells.join(' | ').slice(0, 500),
      },
    ]
  })
  if (rows.length === 0) return { ok: false, reason: 'The file has a first line and no rows' }
  if (rows.length > MOST_ROWS)
    return { ok: false, reason: `The file has more than ${MOST_ROWS.toLocaleString('en-GB')} rows` }
  return { ok: true, rows }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const alike = (text: string) => text.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim()

export type FilePlan = { changes: Change[]; unchanged: number; aside: Aside[] }

/** What each row would do: rows = changes + unchanged + set aside. A row that means no school or no area is set aside. */
export function planFile(
  rows: readonly FileRow[],
  schools: readonly Placed[],
  areas: readonly Pick<Area, 'id' | 'name' | 'kind'>[],
): FilePlan {
  const ours = new Map(schools.map((school) => [school.urn, school]))
  const seen = new Map<number, number>()
  const plan: FilePlan = { changes: [], unchanged: 0, aside: [] }
  for (const { line, urn: cell, area, kind, raw } of rows) {
    const aside = (reason: string) => plan.aside.push({ line, raw, reason })
    const urn = /^\d{6}$/.test(cell) ? Number(cell) : null
    const school = urn === null ? undefined : ours.get(urn)
    const found = areas.filter(
      (one) => alike(one.name) === alike(area) && (kind === '' || one.kind === alike(kind)),
    )
    const [only] = found
    if (urn === null) aside(`“${cell.slice(0, 40)}” is not a URN of six figures`)
    else if (!school) aside(`URN ${urn} is not one of the organisation’s schools`)
    else if (area === '') aside('The row names no area')
    else if (!only) aside(`There is no ${kind === '' ? 'area' : alike(kind)} called “${area.slice(0, 80)}”`)
    else if (found.length > 1)
      aside(
        `There are ${found.length} areas called “${only.name}”. Add the column kind: ${found.map((one) => one.kind).join(' or ')}`,
      )
    else if (seen.has(urn)) aside(`The school stands in line ${seen.get(urn)} already`)
    else {
      seen.set(urn, line)
      if (school.areaId === only.id) plan.unchanged += 1
      else plan.changes.push({ urn, name: school.name, from: school.areaId, to: only.id })
    }
  }
  return plan
}
