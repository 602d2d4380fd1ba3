// Owns reading the outbox.
import { addressOf, pageOf } from '#platform/addresses.ts'
import { NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, queryOf, type Route } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { findMessage, listMessages } from '#src/accounts/messages.queries.ts'
import { Message, Messages } from '#src/accounts/messages.views.tsx'

const PER_PAGE = 50

async function list(x: Exchange): Promise<Response> {
  allow(x, 'messages.view', {})
  const { total } = await listMessages(x.db, 1, 0)
  const { page: asked, pages } = pageOf(queryOf(x, 'page'), total, PER_PAGE)
  const { rows } = await listMessages(x.db, PER_PAGE, (asked - 1) * PER_PAGE)
  const { SMTP_URL, NOTIFY_KEY } = x.platform.configuration
  return page(
    x.c,
    { title: 'Messages' },
    <Messages
      rows={rows}
      total={total}
      mailIsSent={Boolean(SMTP_URL || NOTIFY_KEY)}
      paging={{ page: asked, pages, hrefOf: (to) => addressOf('/messages', { page: String(to) }) }}
    />,
  )
}

async function show(x: Exchange): Promise<Response> {
  allow(x, 'messages.view', {})
  const message = await findMessage(x.db, x.c.req.param('id') ?? '')
  if (!message) throw new NotFound('message')
  return page(
    x.c,
    { title: message.subject, back: { href: '/messages', text: 'Messages' } },
    <Message message={message} />,
  )
}

export const messageRoutes: readonly Route[] = [
  get('/messages', 'messages.view', list),
  get('/messages/:id', 'messages.view', show),
]
