// The web application, read top to bottom: every middleware, every area, in order.
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { csrf } from 'hono/csrf'
import { NONCE, secureHeaders } from 'hono/secure-headers'
import { sql } from 'kysely'
import { tileOrigins } from '#platform/configuration.ts'
import { asSystem } from '#platform/database.ts'
import type { Env, NavigationItem, Platform, Route } from '#platform/exchange.ts'
import { troublePage } from '#platform/pages.tsx'
import { failure, mount, newRequestId } from '#platform/serve.tsx'
import { administrationRoutes } from '#src/accounts/administration.routes.tsx'
import { auditRoutes } from '#src/accounts/audit.routes.tsx'
import { invitationRoutes } from '#src/accounts/invitations.routes.tsx'
import { messageRoutes } from '#src/accounts/messages.routes.tsx'
import { organisationRoutes } from '#src/accounts/organisation.routes.tsx'
import { ownAccountRoutes } from '#src/accounts/own-account.routes.tsx'
import { peopleRoutes } from '#src/accounts/people.routes.tsx'
import { personaRoutes } from '#src/accounts/personas.routes.tsx'
import { sessionMiddleware } from '#src/accounts/session.ts'
import { setUpRoutes } from '#src/accounts/set-up.routes.tsx'
import { signInRoutes } from '#src/accounts/sign-in.routes.tsx'
import { needRoutes } from '#src/brokering/needs.routes.tsx'
import { shortlistRoutes } from '#src/brokering/shortlist.routes.tsx'
import { guidanceRoutes } from '#src/documents/guidance.routes.tsx'
import { entryRoutes } from '#src/directory/entries.routes.tsx'
import { supporterFileRoutes } from '#src/directory/supporter-files.routes.tsx'
import { supporterRoutes } from '#src/directory/supporters.routes.tsx'
import { decisionRoutes } from '#src/identify/decisions.routes.tsx'
import { headshipOnSchoolPage, headshipRoutes } from '#src/identify/headships.routes.tsx'
import { identifyRoutes } from '#src/identify/identify.routes.tsx'
import { knowledgeRoutes } from '#src/identify/knowledge.routes.tsx'
import { moderationRoutes } from '#src/identify/moderation.routes.tsx'
import { noticeRoutes } from '#src/identify/notices.routes.tsx'
import { ratingRoutes } from '#src/identify/ratings.routes.tsx'
import { runRoutes } from '#src/identify/runs.routes.tsx'
import { standingOnSchoolPage } from '#src/identify/standing.tsx'
import { termRoutes } from '#src/identify/terms.routes.tsx'
import { watchlistRoutes } from '#src/identify/watchlist.routes.tsx'
import { whatIfRoutes } from '#src/identify/what-if.routes.tsx'
import { VOCABULARY } from '#src/identify/vocabulary.rules.ts'
import { myWorkRoutes } from '#src/insight/my-work.routes.tsx'
import { changingRoutes } from '#src/packs/changing.routes.tsx'
import { comparisonRoutes } from '#src/packs/comparison.routes.tsx'
import { packRoutes } from '#src/packs/packs.routes.tsx'
import { measureOf } from '#src/schools/evidence/measures.rules.ts'
import { compareRoutes } from '#src/schools/compare/compare.routes.tsx'
import { districtRoutes } from '#src/schools/districts/districts.routes.tsx'
import { groupRoutes } from '#src/schools/groups/groups.routes.tsx'
import { importRoutes } from '#src/schools/imports/imports.routes.tsx'
import { regularRoutes } from '#src/schools/imports/regular.routes.tsx'
import type { SchoolPagePart } from '#src/schools/profile/contributed.tsx'
import { mapRoutes } from '#src/schools/map/map.routes.tsx'
import { dataPackRoutes } from '#src/schools/profile/data-pack.routes.tsx'
import { profileRoutes } from '#src/schools/profile/profile.routes.tsx'
import { registerRoutes } from '#src/schools/register/register.routes.tsx'
import { agreementDecisionRoutes } from '#src/support/agreement-decisions.routes.tsx'
import { agreementRoutes } from '#src/support/agreements.routes.tsx'
import { sessionRoutes } from '#src/support/sessions.routes.tsx'

export const navigation: readonly NavigationItem[] = [
  { text: 'Schools', href: '/schools', action: 'schools.view' },
  { text: 'Who needs support', href: '/identify', action: 'identify.view' },
  { text: 'Supporters', href: '/supporters', action: 'directory.view' },
  { text: 'Needs', href: '/needs', action: 'needs.view' },
  { text: 'Agreements', href: '/agreements', action: 'agreements.view' },
  { text: 'Administration', href: '/administration', action: 'people.view' },
]

/** What areas above schools show on the page of a school that the organisation answers for. */
const schoolPageParts: readonly SchoolPagePart[] = [standingOnSchoolPage, headshipOnSchoolPage]

export const routes: readonly Route[] = [
  ...guidanceRoutes,
  ...myWorkRoutes,
  ...setUpRoutes,
  ...personaRoutes,
  ...signInRoutes,
  ...invitationRoutes,
  ...ownAccountRoutes,
  ...peopleRoutes,
  ...organisationRoutes,
  ...districtRoutes,
  ...administrationRoutes,
  ...messageRoutes,
  ...auditRoutes,
  ...registerRoutes,
  ...groupRoutes,
  ...compareRoutes,
  ...mapRoutes,
  ...regularRoutes,
  ...importRoutes,
  ...profileRoutes(schoolPageParts),
  ...dataPackRoutes,
  ...packRoutes(VOCABULARY, measureOf),
  ...comparisonRoutes(VOCABULARY, measureOf),
  ...changingRoutes(VOCABULARY, measureOf),
  ...identifyRoutes,
  ...runRoutes,
  ...whatIfRoutes,
  ...knowledgeRoutes,
  ...headshipRoutes,
  ...termRoutes,
  ...decisionRoutes,
  ...ratingRoutes,
  ...moderationRoutes,
  ...noticeRoutes,
  ...watchlistRoutes,
  ...supporterFileRoutes,
  ...entryRoutes,
  ...supporterRoutes,
  ...needRoutes,
  ...shortlistRoutes,
  ...agreementRoutes,
  ...agreementDecisionRoutes,
  ...sessionRoutes,
]

export function createApp(platform: Platform): Hono<Env> {
  const app = new Hono<Env>()

  app.use(async (c, next) => {
    const began = performance.now()
    c.set('platform', platform)
    c.set('actor', null)
    c.set('requestId', newRequestId())
    c.header('X-Request-Id', c.var.requestId)
    await next()
    // The route, not the address: an address can hold a name or a search.
    platform.log.info(
      {
        request: c.var.requestId,
        method: c.req.method,
        route: c.req.routePath,
        status: c.res.status,
        milliseconds: Math.round(performance.now() - began),
      },
      'request',
    )
  })
  app.get('/healthz', (c) => c.text('ok\n'))
  app.get('/readyz', async (c) => {
    const ready = await asSystem(platform.database, (db) => sql`SELECT 1`.execute(db)).then(
      () => true,
      () => false,
    )
    return ready ? c.text('ready\n') : c.text('the database does not answer\n', 503)
  })
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", NONCE],
        styleSrc: ["'self'", NONCE],
        imgSrc: ["'self'", 'data:', ...tileOrigins(platform.configuration)],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
      referrerPolicy: 'same-origin',
      strictTransportSecurity: platform.address.startsWith('https:') ? 'max-age=31536000' : false,
    }),
  )
  app.use(compress({ threshold: 1_024 }))
  app.use(
    '/assets/*',
    serveStatic({
      root: 'dist/public',
      rewriteRequestPath: (path) => path.replace(/^\/assets/, ''),
      precompressed: true,
      onFound: (_path, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  )
  app.use(sessionMiddleware(platform))
  app.use(
    csrf({ origin: (origin, c) => origin === platform.address || origin === new URL(c.req.url).origin }),
  )

  mount(app, routes)

  app.notFound((c) => troublePage(c, 404))
  app.onError((error, c) => failure(c, error))
  return app
}
