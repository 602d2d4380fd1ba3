// "My work": what I owe, what waits for me, today, my schools. Nothing that I cannot act on.
import type { Content } from '../markup.ts'

export type HomeSection = {
  heading: string
  /** Says what will appear here; shown while there is nothing. */
  empty: Content
  /** The list, the table or the cards; null while there is nothing. */
  children: Content
  more?: { href: string; text: string } | undefined
}

export type HomePageProps = {
  heading: string
  intro?: Content
  sections: readonly HomeSection[]
}

export function HomePage({ heading, intro, sections }: HomePageProps) {
  return (
    <>
      <h1 class="govuk-heading-l">{heading}</h1>
      {intro ? <p class="govuk-body">{intro}</p> : null}
      {sections.map((section) => (
        <section class="alongside-home__section">
          <h2 class="govuk-heading-m">{section.heading}</h2>
          {section.children ?? <div class="alongside-empty">{section.empty}</div>}
          {section.more ? (
            <p class="govuk-body">
              <a class="govuk-link" href={section.more.href}>
                {section.more.text}
              </a>
            </p>
          ) : null}
        </section>
      ))}
    </>
  )
}
