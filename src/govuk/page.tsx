// The whole document round every page: head, our own header without crown, navigation, main, footer.
// What stands in main is the page's own; see pages/ for the seven kinds.
import { raw } from 'hono/html'
import { BackLink } from './back-link.tsx'
import type { BreadcrumbItem } from './breadcrumbs.tsx'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { GenericHeader } from './generic-header.tsx'
import type { Content } from './markup.ts'
import { joined } from './markup.ts'
import { NotificationBanner } from './notification-banner.tsx'
import { PhaseBanner } from './phase-banner.tsx'
import { ServiceNavigation } from './service-navigation.tsx'
import { SkipLink } from './skip-link.tsx'

export type PageProps = {
  /** The page's question or subject; the product and the organisation are added. */
  title: string
  /** The form on this page came back with errors: the title then says so first. */
  errors?: boolean | undefined
  organisationName: string | null
  /** The organisation's own logo, served by us. */
  logo?: { src: string; width: number; height: number } | null | undefined
  /** The organisation's own colour, #rrggbb, already measured against white; anything else is passed over. */
  accentColour?: string | null | undefined
  /** Whoever is signed in. */
  person: { name: string; href?: string | undefined } | null
  /** The hidden one-time key of the sign-out form. */
  signOutKey?: Content
  navigation: readonly { text: string; href: string; current?: boolean | undefined }[]
  back?: { href: string; text: string } | null | undefined
  breadcrumbs?: readonly BreadcrumbItem[] | undefined
  /** What the last action did, shown once. */
  message?: string | null | undefined
  /** A word on the state of this installation, as "Demonstration", and what it means. */
  phase?: { tag: string; text: Content } | null | undefined
  /** Boards and long lists take the breadth of the window. */
  wide?: boolean | undefined
  footerLinks?: readonly { text: string; href: string }[] | undefined
  /** Addresses of the stylesheet and the script, with their content hash. */
  assets: { css: string; js: string }
  /** The nonce of this response's content security policy. */
  nonce: string
  children?: Content
}

export const PRODUCT = 'Alongside'

/** Where the links in the footer lead, on every page. */
export const FOOTER_LINKS = [
  { text: 'Help', href: '/help' },
  { text: 'Accessibility statement', href: '/accessibility' },
  { text: 'Data sources', href: '/data-sources' },
  { text: 'Privacy', href: '/privacy' },
] as const

// The class names are govuk-frontend's contract: its styles and scripts wait for them.
const MARK_SCRIPT_SUPPORT = raw(
  "document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');",
)

export function Page(props: PageProps) {
  const width = props.wide ? 'alongside-wide' : undefined
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en-GB" class="govuk-template">
        <Head {...props} />
        <body class="govuk-template__body">
          <script nonce={props.nonce}>{MARK_SCRIPT_SUPPORT}</script>
          <SkipLink href="#main-content" text="Skip to main content" />
          <header class="govuk-template__header">
            <div class="alongside-header">
              <div class={joined('govuk-width-container alongside-header__bar', width)}>
                <GenericHeader
                  url="/"
                  logoText={<Logo {...props} />}
                  containerClasses="alongside-header__name"
                />
                <Account {...props} />
              </div>
            </div>
            <ServiceNavigation
              serviceName={PRODUCT}
              serviceUrl="/"
              navigation={props.navigation.map(({ text, href, current }) => ({
                text,
                href,
                active: current,
              }))}
              navigationLabel="Menu"
              classes={width}
            />
            {props.phase ? <PhaseBanner tag={{ text: props.phase.tag }} text={props.phase.text} /> : null}
          </header>
          <div class={joined('govuk-width-container', width)}>
            {props.breadcrumbs?.length ? (
              <Breadcrumbs items={props.breadcrumbs} collapseOnMobile />
            ) : props.back ? (
              <nav aria-label="Back">
                <BackLink href={props.back.href} text={props.back.text} />
              </nav>
            ) : null}
            <main class="govuk-main-wrapper" id="main-content">
              {props.message ? <NotificationBanner type="success" text={props.message} /> : null}
              {props.children}
            </main>
          </div>
          <Footer links={props.footerLinks ?? FOOTER_LINKS} width={width} />
        </body>
      </html>
    </>
  )
}

function Head(props: PageProps) {
  const names = [props.title, props.organisationName, PRODUCT].filter(Boolean).join(' – ')
  const accent = /^#[0-9a-f]{6}$/i.test(props.accentColour ?? '') ? props.accentColour : undefined
  return (
    <head>
      <meta charset="utf-8" />
      <title>{props.errors ? `Error: ${names}` : names}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="theme-color" content={accent ?? '#0b4f55'} />
      <meta name="robots" content="noindex, nofollow" />
      <link rel="icon" href={ICON} type="image/svg+xml" />
      <link rel="stylesheet" href={props.assets.css} />
      {accent ? (
        <style nonce={props.nonce}>
          {raw(`:root{--govuk-brand-colour:${accent};--govuk-link-hover-colour:${accent}}`)}
        </style>
      ) : null}
      <script type="module" src={props.assets.js} nonce={props.nonce}></script>
    </head>
  )
}

// Two rounded bars, one beside the other.
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b4f55"/><path d="M11 25V13M21 25V7" stroke="#fff" stroke-width="5" stroke-linecap="round"/></svg>',
)}`

function Logo({ logo, organisationName }: PageProps) {
  const name = organisationName ?? PRODUCT
  return logo ? <img src={logo.src} width={logo.width} height={logo.height} alt={name} /> : name
}

function Account({ person, signOutKey }: PageProps) {
  if (!person) return <></>
  return (
    <div class="alongside-account">
      <span class="alongside-account__name">
        <span class="govuk-visually-hidden">Signed in as </span>
        {person.href ? (
          <a class="govuk-link govuk-link--inverse" href={person.href}>
            {person.name}
          </a>
        ) : (
          person.name
        )}
      </span>
      <form method="post" action="/sign-out" class="alongside-account__sign-out">
        {signOutKey}
        <button type="submit" class="alongside-link-button alongside-link-button--inverse">
          Sign out
        </button>
      </form>
    </div>
  )
}

function Footer(props: { links: readonly { text: string; href: string }[]; width: string | undefined }) {
  return (
    <footer class="govuk-template__footer alongside-footer">
      <div class={joined('govuk-width-container', props.width)}>
        <h2 class="govuk-visually-hidden">Help and information</h2>
        <ul class="alongside-footer__links">
          {props.links.map(({ text, href }) => (
            <li>
              <a class="govuk-link govuk-link--text-colour" href={href}>
                {text}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </footer>
  )
}
