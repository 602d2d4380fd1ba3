// Owns the configuration: every key, its meaning, its default, and the refusal of a bad value by the
// key's name. Nothing else reads the environment.
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { root } from '#platform/root.ts'

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
  .transform(Number)
  .refine((n) => n <= 65535, 'must be a number from 0 to 65535')
const url = (schemes: string[]) =>
  z
    .string()
    .refine(
      (s) => URL.canParse(s) && schemes.includes(new URL(s).protocol),
      `must be an address that starts with ${schemes.map((s) => `${s}//`).join(' or ')}`,
    )

/** Each key as an operator sets it in the environment. `describe` is what the operators' page prints. */
export const keys = {
  ALONGSIDE_DATA: z
    .string()
    .min(1)
    .default(join(root, 'data'))
    .describe('Folder for the embedded database and uploaded files. Default: ./data in the project'),
  PORT: port.default(3000).describe('Port of the web server; 0 takes any free one'),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address the web server listens on; set 0.0.0.0 behind a proxy on another machine'),
  DATABASE_URL: url(['postgres:', 'postgresql:'])
    .optional()
    .describe('An external PostgreSQL (15 or later) in place of the embedded one'),
  ALONGSIDE_ADDRESS: url(['http:', 'https:'])
    .optional()
    .describe(
      'The address people type; used in mail and for the origin check. Default: http://localhost:PORT',
    ),
  ALONGSIDE_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('Secret that signs sessions. Default: made once and kept in the database'),
  ALONGSIDE_TRUST_PROXY: z
    .enum(['yes', 'no'])
    .default('no')
    .describe('Whether X-Forwarded-For from the proxy in front is believed (for rate limits)'),
  SMTP_URL: url(['smtp:', 'smtps:'])
    .optional()
    .describe('Mail server, for instance smtps://name:password@mail.example.org:465'),
  NOTIFY_KEY: z.string().min(1).optional().describe('GOV.UK Notify key, in place of SMTP_URL'),
  NOTIFY_TEMPLATE: z
    .uuid('must be a template id')
    .optional()
    .describe('Notify template with the placeholders subject and body'),
  NOTIFY_ADDRESS: url(['http:', 'https:'])
    .default('https://api.notifications.service.gov.uk')
    .describe('Address of GOV.UK Notify; another one only to try it out'),
  MAIL_FROM: z.string().min(3).default('Alongside <no-reply@localhost>').describe('Sender of mail'),
  OIDC_ISSUER: url(['http:', 'https:'])
    .optional()
    .describe('Identity provider (Entra ID, Google, DfE Sign-in) for single sign-on'),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('Client id at the identity provider'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('Client secret at the identity provider'),
  OIDC_NAME: z
    .string()
    .min(1)
    .default('your organisation’s account')
    .describe('What the sign-in button calls the identity provider'),
  LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('How much is logged'),
  ALONGSIDE_UPLOAD_LIMIT_MB: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number of megabytes')
    .transform(Number)
    .default(500)
    .describe('Largest file that can be uploaded, in megabytes'),
  MAP_TILES: url(['https:', 'http:'])
    .refine((s) => ['{z}', '{x}', '{y}'].every((part) => s.includes(part)), 'must hold {z}, {x} and {y}')
    .optional()
    .describe(
      'Address of map tiles to draw beneath the map of schools, with {z}, {x} and {y}. Default: none, nothing is fetched from outside',
    ),
  MAP_TILES_CREDIT: z.string().min(1).optional().describe('Whose map it is, as its owner wants to be named'),
  ALONGSIDE_IMPORT_FOLDER: z
    .string()
    .min(1)
    .optional()
    .describe('Folder on the server in which regular imports may look for published files'),
  ALONGSIDE_IMPORT_HOSTS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((host) => host.toLowerCase()),
    )
    .refine(
      (hosts) => hosts.every((host) => URL.canParse(`https://${host}`) && !host.includes('/')),
      'must be names of hosts with commas between, for instance www.gov.uk, example.org:8443',
    )
    .describe('Hosts from which regular imports may fetch published files, with commas between'),
  ALONGSIDE_IMPORT_INSIDE: z
    .enum(['yes', 'no'])
    .default('no')
    .describe('Whether those hosts may be machines inside your own network, also by http'),
} as const

const schema = z.object(keys)
export type Configuration = z.output<typeof schema>

/** A setting that cannot be used; `message` names every key at fault and what it must be. */
export class BadConfiguration extends Error {
  override name = 'BadConfiguration'
}

/**
 * Reads the configuration from an environment. Unset and empty mean the default.
 * Throws BadConfiguration naming each key at fault.
 */
export function readConfiguration(environment: Record<string, string | undefined>): Configuration {
  const given = Object.fromEntries(
    Object.keys(keys).flatMap((key) => (environment[key] ? [[key, environment[key]]] : [])),
  )
  const result = schema.safeParse(given)
  const faults = result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const set = (key: string) => given[key] !== undefined
  if (set('OIDC_ISSUER') !== set('OIDC_CLIENT_ID') || set('OIDC_ISSUER') !== set('OIDC_CLIENT_SECRET'))
    faults.push('OIDC_ISSUER: must be set together with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET')
  if (set('NOTIFY_KEY') !== set('NOTIFY_TEMPLATE'))
    faults.push('NOTIFY_KEY: must be set together with NOTIFY_TEMPLATE')
  if (set('NOTIFY_KEY') && set('SMTP_URL'))
    faults.push('SMTP_URL: must not be set together with NOTIFY_KEY; choose one')
  if (set('MAP_TILES') !== set('MAP_TILES_CREDIT'))
    faults.push('MAP_TILES: must be set together with MAP_TILES_CREDIT')
  if (faults.length > 0 || !result.success)
    throw new BadConfiguration(`This setting cannot be used:\n${faults.map((f) => `  ${f}`).join('\n')}`)
  return { ...result.data, ALONGSIDE_DATA: resolve(result.data.ALONGSIDE_DATA) }
}

/** The address people type, without a trailing slash. `listening` is the port in use when PORT is 0. */
export const addressOf = (configuration: Configuration, listening = configuration.PORT): string =>
  (configuration.ALONGSIDE_ADDRESS ?? `http://localhost:${listening}`).replace(/\/$/, '')

/** The one host beside our own that pages may fetch pictures from: that of the map tiles, where some are set. */
export const tileOrigins = ({ MAP_TILES }: Configuration): string[] =>
  MAP_TILES ? [new URL(MAP_TILES).origin] : []
