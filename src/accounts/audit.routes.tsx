// Owns reading the audit record.
import { addressOf } from '#platform/addresses.ts'
import { allow, type Exchange, get, queryOf, type Route } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { listEntries, whatIsRecorded } from '#src/accounts/audit.queries.ts'
import { readableBy } from '#src/accounts/audit.rules.ts'
import { AuditRecord } from '#src/accounts/audit.views.tsx'

const PER_PAGE = 50

async function show(x: Exchange): Promise<Response> {
  allow(x, 'audit.view', {})
  const recorded = await whatIsRecorded(x.db)
  const table = recorded.tables.find((name) => name === queryOf(x, 'table')) ?? ''
  const asked = queryOf(x, 'person')
  const person = asked === 'system' ? asked : (recorded.people.find(({ id }) => id === asked)?.id ?? '')
  const before = /^\d{1,15}$/.test(queryOf(x, 'before')) ? Number(queryOf(x, 'before')) : null
  const found = await listEntries(x.db, { table, person, before, limit: PER_PAGE })
  const entries = found.slice(0, PER_PAGE)
  const last = entries.at(-1)
  return page(
    x.c,
    { title: 'What was changed, and by whom' },
    <AuditRecord
      {...recorded}
      entries={entries.map((entry) => readableBy(entry, (action) => can(x.actor, action, {}) === 'yes'))}
      query={{ table, person }}
      older={
        found.length > PER_PAGE && last
          ? addressOf('/audit', { table, person, before: String(last.sequence) })
          : null
      }
      hrefOf={(change) => addressOf('/audit', { table, person, ...change })}
    />,
  )
}

export const auditRoutes: readonly Route[] = [get('/audit', 'audit.view', show)]
