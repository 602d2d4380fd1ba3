// Owns how roles and their dates are shown, on a person's record and on one's own account.
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import { TextLink } from '#src/accounts/frame.tsx'
import type { HeldWithName } from '#src/accounts/people.queries.ts'
import { nameOfScope } from '#src/accounts/people.rules.ts'

export const scopeText = (one: Pick<HeldWithName, 'scopeKind' | 'scopeId' | 'scopeName'>): string =>
  one.scopeName ??
  (one.scopeId ? `${nameOfScope(one.scopeKind)} (${one.scopeId})` : capital(nameOfScope(one.scopeKind)))

export const period = (one: Pick<HeldWithName, 'startsOn' | 'endsOn'>) =>
  one.endsOn ? `${showDate(one.startsOn)} to ${showDate(one.endsOn)}` : `From ${showDate(one.startsOn)}`

/** A person's roles; `endHref` gives the way to end one, where the reader may. */
export const RoleTable = (props: {
  held: readonly HeldWithName[]
  endHref?: (one: HeldWithName) => string | null
}) => (
  <ScrollingTable label="Roles">
    <Table
      caption="Roles, the newest first"
      captionClasses="govuk-visually-hidden"
      firstCellIsHeader
      head={[
        { text: 'Role' },
        { text: 'For' },
        { text: 'When' },
        ...(props.endHref ? [{ text: 'Change' }] : []),
      ]}
      rows={props.held.map((one) => {
        const href = props.endHref?.(one)
        return [
          { text: capital(one.role) },
          { text: scopeText(one) },
          { text: period(one) },
          ...(props.endHref
            ? [
                {
                  text: href ? (
                    <TextLink href={href}>
                      End<span class="govuk-visually-hidden"> the role of {one.role}</span>
                    </TextLink>
                  ) : (
                    ''
                  ),
                },
              ]
            : []),
        ]
      })}
    />
  </ScrollingTable>
)
