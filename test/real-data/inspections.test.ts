// Every published inspection reads in words on a school's page: its kind, its grades in the scale of its own
// framework, categories of concern as they came and went. Skipped, and said so, where the files are not there.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { beforeAll, describe, expect, it } from 'vitest'
import { root } from '#platform/root.ts'
import { importFile } from '#src/schools/imports/import.actions.ts'
import { frameworkOf } from '#src/schools/inspections/frameworks.rules.ts'
import { byFramework, categoryChanges, kindInWords } from '#src/schools/inspections/history.rules.ts'
import { type Inspection, inspectionsOf } from '#src/schools/profile/profile.queries.ts'
import { testDatabase } from '../setup/database.ts'

const folder = process.env['ALONGSIDE_REAL_DATA'] ?? resolve(root, '../shared/data')
const isThere = existsSync(join(folder, 'ofsted'))
if (!isThere) console.warn(`Skipped: no published files in ${folder} (set ALONGSIDE_REAL_DATA)`)
const latest = 'ofsted/ofsted_official_latest_inspections_20250831.cp1252.csv'
const cards = 'schema/ofsted_reportcard_SYNTHETIC_4rows.csv'

describe.skipIf(!isThere)('published inspections', { timeout: 120_000 }, () => {
  let all: Inspection[]
  const bySchool = new Map<number, Inspection[]>()
  beforeAll(async () => {
    const database = await testDatabase()
    for (const path of [latest, cards])
      await importFile(database, { path: join(folder, path), fileName: path.split('/')[1]! })
    const { rows } = await database.pool.query<{ urns: number[] }>(
      'SELECT array_agg(DISTINCT urn) AS urns FROM inspections',
    )
    all = await database.db.transaction().execute((db) => inspectionsOf(db, rows[0]!.urns))
    for (const one of all) bySchool.set(one.urn, [...(bySchool.get(one.urn) ?? []), one])
  }, 120_000)

  it('have a kind in plain words, none of the publisher’s section numbers', () => {
    expect(all.length).toBeGreaterThan(35_000)
    const kinds = new Set(all.map(kindInWords))
    expect([...kinds].filter((kind) => /\bS[58]\b|section/i.test(kind))).toEqual([])
    expect([...kinds]).toContain('Inspection with a report card')
    expect([...kinds]).toContain('Ungraded inspection')
  })
  it('stand each once, under their own framework, with every judgement that they made', () => {
    for (const held of [...bySchool.values()].filter((_, i) => i % 20 === 0)) {
      const groups = byFramework(held)
      expect(groups.flatMap((g) => [...g.graded, ...g.others]).length).toBe(held.length)
      for (const { framework, graded, judgements } of groups)
        for (const one of graded) {
          expect(one.framework).toBe(framework.code)
          const said = Object.entries(one.judgements).filter(
            ([, g]) => g !== 'does not apply' && g !== 'no grade',
          )
          expect(said.map(([name]) => name).filter((name) => !judgements.includes(name))).toEqual([])
        }
    }
  })
  it('give report cards in their own scale alone, and no card an overall grade', () => {
    const held = all.filter((i) => i.kind === 'report card')
    expect(held.length).toBeGreaterThan(0)
    const { scale } = frameworkOf('2025')
    for (const { judgements } of held) {
      expect(judgements).not.toHaveProperty('overall')
      const words = [
        ...scale,
        'met',
        'not met',
        'does not apply',
        'not inspected',
        'insufficient evidence',
        'no grade',
        'not judged',
      ]
      expect(Object.values(judgements).filter((grade) => !words.includes(grade))).toEqual([])
    }
  })
  it('leave in a category just the schools that the file says are in one', () => {
    const rows: Record<string, string>[] = parse(
      iconv.decode(readFileSync(join(folder, latest)), 'win1252'),
      {
        columns: true,
        relax_column_count: true,
      },
    )
    const said = rows
      .filter((row) => /^(SM|SWK)\b/i.test(row['Category of concern']?.trim() ?? ''))
      .map((row) => Number(row['URN']))
    expect(said.length).toBeGreaterThan(50)
    const inCategory = [...bySchool]
      .filter(([, held]) => {
        const last = categoryChanges(held).at(-1)
        return last !== undefined && last.what !== 'left'
      })
      .map(([urn]) => urn)
    const fromCards = new Set(all.filter((i) => i.kind === 'report card').map((i) => i.urn))
    expect(inCategory.filter((urn) => !fromCards.has(urn)).toSorted((a, b) => a - b)).toEqual(
      said.filter((urn) => !fromCards.has(urn)).toSorted((a, b) => a - b),
    )
  })
})
