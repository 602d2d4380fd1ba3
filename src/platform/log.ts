// Owns the log: structured lines, one a request, without personal data: no names, addresses, query strings or bodies.
import { type Logger, pino } from 'pino'
import type { Configuration } from '#platform/configuration.ts'

export type Log = Logger

export const openLog = (configuration: Pick<Configuration, 'LOG_LEVEL'>): Log =>
  pino(
    {
      level: configuration.LOG_LEVEL,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    pino.destination({ dest: 2, sync: true }),
  )

// A mail server names the address that it refused.
const withoutAddresses = (text: string): string =>
  text.replaceAll(/[^\s<>"'()@]{1,64}@[^\s<>"'()@]+/g, '(address)')

/** What may be logged of an error: its kind and where it arose; a database error's detail can hold a row, so only its code. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = (error as { code?: unknown }).code
  const fromDatabase = 'severity' in error
  return {
    error: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(fromDatabase ? {} : { message: withoutAddresses(error.message) }),
    at: error.stack
      ?.split('\n')
      .slice(1, 6)
      .map((line) => line.trim()),
  }
}
