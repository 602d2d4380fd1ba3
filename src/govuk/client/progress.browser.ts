// Keeps a page of something under way current: asks for the same page every second and a half, puts its region
// in place of the one shown, and goes on to wherever the address leads once the work is done.

const EVERY = 1_500
/** After this many answers that did not come in a row, whoever reads the page gets the link again. */
const MOST_FAILURES = 10

export function followProgress(): void {
  const region = document.querySelector('[data-alongside-progress]')
  if (!region) return
  const told = document.querySelector('[data-alongside-told]')
  const show = (name: string, isShown: boolean) => {
    const part = document.querySelector<HTMLElement>(`[data-alongside-${name}]`)
    if (part) part.hidden = !isShown
  }
  let failures = 0
  const ask = async () => {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const now = page.querySelector('[data-alongside-progress]')
    if (!answer.ok && answer.status >= 500) throw new Error('not now')
    if (!now || answer.redirected) return location.replace(answer.url)
    failures = 0
    document.title = page.title
    region.replaceChildren(...now.childNodes)
    const toldNow = page.querySelector('[data-alongside-told]')
    // What has not changed is not said again.
    if (told && toldNow && told.textContent !== toldNow.textContent) {
      told.className = toldNow.className
      told.textContent = toldNow.textContent
    }
    setTimeout(go, EVERY)
  }
  const go = () => {
    ask().catch(() => {
      failures += 1
      if (failures < MOST_FAILURES) return void setTimeout(go, EVERY * failures)
      show('scripted', false)
      show('unscripted', true)
    })
  }
  show('scripted', true)
  show('unscripted', false)
  setTimeout(go, EVERY)
}
