// Moves the focus along the rows of a table by keys, each row by the last link of its first cell, and closes the
// form that stands open in one. Only keys without a character, and only while the focus is in the table (WCAG 2.1.4).

const ROWS = '[data-alongside-rows]'

export function moveAlongRows(): void {
  const table = document.querySelector<HTMLTableElement>(`table${ROWS}`)
  if (!table) return
  for (const told of document.querySelectorAll<HTMLElement>('[data-alongside-keys]')) told.hidden = false
  table.addEventListener('keydown', (event) => {
    const { target, key } = event
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (!(target instanceof HTMLElement)) return
    const form = target.closest('form')
    if (form) {
      if (key === 'Escape' && !isChanged(form))
        form.querySelector<HTMLElement>('[data-alongside-close]')?.click()
      return
    }
    if (!target.closest('a')) return
    const links = [...(table.tBodies[0]?.rows ?? [])].flatMap((row) => {
      const link = [...(row.cells[0]?.querySelectorAll<HTMLElement>('a') ?? [])].at(-1)
      return link && !link.closest('form') ? [{ row, link }] : []
    })
    const at = links.findIndex(({ row }) => row.contains(target))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[key]
    const link = to === undefined ? undefined : links[to]?.link
    if (!link) return
    event.preventDefault()
    link.focus()
    link.scrollIntoView({ block: 'nearest' })
  })
}

/** Whether anything that the form shows was changed since the page came. */
const isChanged = (form: HTMLFormElement): boolean =>
  [...form.elements].some((field) =>
    field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement
      ? field.type !== 'hidden' && field.value !== field.defaultValue
      : field instanceof HTMLSelectElement &&
        field.selectedIndex !==
          Math.max(
            0,
            [...field.options].findIndex((one) => one.defaultSelected),
          ),
  )
