// What the page of a large district weighs on its way to a meeting room: ninety schools, each with a proposal, a
// decision, a rating and criteria met, and the form of one of them open. The limits are those of every page.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { testApp } from '../../test/setup/app.ts'
import { propose, termNow } from './decisions.fixture.ts'
import { insertDecision } from './decisions.queries.ts'
import {
  giveSchools,
  insertFigures,
  insertImport,
  insertInspection,
  insertSchools,
} from './evidence.fixture.ts'
import { newestRound } from './proposals.queries.ts'
import { insertRating } from './ratings.queries.ts'

const SCHOOLS = 90
const PAGE = 60_000
const SCRIPT = 15_000
const RIVERS = ['Alder', 'Birch', 'Cedar', 'Damson', 'Elder', 'Fir', 'Gorse', 'Hazel', 'Ivy', 'Juniper']
const SAINTS = ['Aldhelm', 'Bede', 'Cuthbert', 'Dunstan', 'Edith', 'Frideswide', 'Giles', 'Hilda', 'Ives']

test(`moderation of ${SCHOOLS} schools stays within ${PAGE / 1_000} kB over the wire, script within ${SCRIPT / 1_000} kB`, async () => {
  const app = await testApp()
  const urns = Array.from({ length: SCHOOLS }, (_, i) => 700_001 + i)
  await asSystem(app.database, async (db) => {
    const imported = await insertImport(db, 'key-stage-2', '2010-11')
    await insertSchools(
      db,
      imported,
      urns.map((urn, i) => ({
        urn,
        name: `St ${SAINTS[i % 9]}\u2019s Church of England Voluntary Aided Primary School, ${RIVERS[i % 10]}ford`,
      })),
    )
    for (const [i, urn] of urns.entries()) {
      for (let year = 2006; year <= 2011; year++)
        await insertFigures(db, imported, urn, year, { ks2_l4_english_maths: 40 + ((i * 7 + year * 3) % 37) })
      await insertInspection(db, imported, urn, {
        on: `2010-03-${String((i % 28) + 1).padStart(2, '0')}`,
        framework: '2009',
        grades: { overall: 'satisfactory' },
      })
    }
  })
  const { district } = app.organisation.areas
  await giveSchools(app.database, app.organisation.id, urns, district)
  const standards = await app.signInAs('head of standards')
  await propose(app, standards)
  const { id: pack } = await asActor(app.database, standards.actor, (db) =>
    db.selectFrom('adopted_packs').select('id').executeTakeFirstOrThrow(),
  )
  await standards.post('/identify/runs', { pack })
  const term = await termNow(app, standards)
  await asActor(app.database, standards.actor, async (db) => {
    const round = await newestRound(db, term)
    const { organisationId, personId } = standards.actor
    for (const [i, urn] of urns.entries()) {
      const common = {
        ...term,
        organisationId,
        personId,
        urn,
        inModeration: i % 2 === 0,
        on: todayInEngland(),
      }
      const rationale = `Seen beside the others in meeting ${i}: leaders know what to do.`
      await insertRating(db, {
        ...common,
        version: 0,
        rating: (['red', 'amber', 'green'] as const)[i % 3] ?? 'red',
        direction: (['improving', 'steady', 'declining'] as const)[(i >> 1) % 3] ?? 'steady',
        rationale,
      })
      await insertDecision(db, {
        ...common,
        outcome: 'overridden',
        category: round!.categories[i % round!.categories.length]!,
        reason: rationale,
        until: null,
        version: 0,
        roundId: round!.id,
        state: 'final',
        preparedBy: null,
      })
    }
  })
  const answer = await standards.get(`/identify/moderation?area=${district}&school=${urns[44]}`)
  const html = await answer.text()
  expect(html.match(/id="change-\d+"/g)).toHaveLength(SCHOOLS - 1)
  expect(html.match(/In the meeting|in moderation/g)?.length).toBeGreaterThan(SCHOOLS / 2)

  const folder = mkdtempSync(join(tmpdir(), 'alongside-weight-'))
  const { buildAssets } = await import('../../scripts/build-assets.mjs')
  const { css, js } = await buildAssets(folder)
  const size = (address: string) => statSync(join(folder, `${address.replace('/assets/', '')}.gz`)).size
  const weight = { page: gzipSync(html, { level: 4 }).length, style: size(css), script: size(js) }
  rmSync(folder, { recursive: true })
  console.log('A district of ninety schools:', weight)
  expect(weight.page + weight.style + weight.script).toBeLessThanOrEqual(PAGE)
  expect(weight.script).toBeLessThanOrEqual(SCRIPT)
}, 60_000)
