// The one script: starts the components that have behaviour. Every page does its work without it.
import { createAll } from 'govuk-frontend'
import { Button } from 'govuk-frontend/dist/govuk/components/button/button.mjs'
import { CharacterCount } from 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs'
import { Checkboxes } from 'govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'
import { NotificationBanner } from 'govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs'
import { PasswordInput } from 'govuk-frontend/dist/govuk/components/password-input/password-input.mjs'
import { Radios } from 'govuk-frontend/dist/govuk/components/radios/radios.mjs'
import { ServiceNavigation } from 'govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs'
import { SkipLink } from 'govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs'
import { Tabs } from 'govuk-frontend/dist/govuk/components/tabs/tabs.mjs'
import { FilterToggleButton } from '@ministryofjustice/frontend/moj/components/filter-toggle-button/filter-toggle-button.mjs'
import { SortableTable } from '@ministryofjustice/frontend/moj/components/sortable-table/sortable-table.mjs'
import { followProgress } from './progress.browser.ts'
import { moveAlongRows } from './rows.browser.ts'

/** Rows whose cell has no number stay at the end, whichever way the column is sorted: missing is not small. */
class SortableTableWithGaps extends SortableTable {
  sort(rows: HTMLTableRowElement[], column: number, direction: string): HTMLTableRowElement[] {
    const isMissing = (row: HTMLTableRowElement) => row.cells[column]?.getAttribute('data-sort-value') === ''
    const present: HTMLTableRowElement[] = super.sort(
      rows.filter((row) => !isMissing(row)),
      column,
      direction,
    )
    return [...present, ...rows.filter(isMissing)]
  }
}

/** A radio may not carry aria-expanded (ARIA 1.2); what it shows comes next in the page anyway. */
class RadiosWithoutExpanded extends Radios {
  syncConditionalRevealWithInputState(input: HTMLInputElement): void {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute('aria-expanded')
  }
}

createAll(Button, { preventDoubleClick: true })
createAll(CharacterCount)
createAll(Checkboxes)
createAll(ErrorSummary)
// An address that names a place on the page has put the focus there.
createAll(NotificationBanner, { disableAutoFocus: location.hash !== '' })
createAll(PasswordInput)
createAll(RadiosWithoutExpanded)
createAll(ServiceNavigation)
createAll(SkipLink)
createAll(Tabs)
createAll(FilterToggleButton)
createAll(SortableTableWithGaps)

followProgress()
moveAlongRows()

// A button that prints can only be there where a script runs.
for (const button of document.querySelectorAll<HTMLElement>('[data-alongside-print]')) {
  button.hidden = false
  button.addEventListener('click', () => window.print())
}
