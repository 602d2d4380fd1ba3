// Owns what a password has to be, and the wording when it is not.
import { z } from 'zod'
import type { FieldError } from '#platform/forms.tsx'

const LEAST = 12
const MOST = 128
export const PASSWORD_HINT = `At least ${LEAST} characters. Three words that do not belong together are easy to keep in mind`

/** A new password; spaces count, and nothing is trimmed. Length is what protects, so nothing else is asked (NCSC, password guidance). */
export const newPassword = z
  .string({ error: 'Enter a password' })
  .min(1, 'Enter a password')
  .min(LEAST, `Use at least ${LEAST} characters`)
  .max(MOST, `Use ${MOST} characters or fewer`)

/** Why this password is too easy for this person; null when it is not. */
export function whyTooEasy(password: string, about: { email: string; name: string }): FieldError | null {
  const plain = password.toLowerCase()
  const parts = [about.email, about.email.split('@')[0] ?? '', about.name].map((part) => part.toLowerCase())
  const easy = new Set(plain).size < 5 || parts.some((part) => part.length >= 8 && plain === part)
  return easy
    ? {
        field: 'password',
        text: 'Choose a password that is harder to guess: not your name or address, nor a few characters over and over',
      }
    : null
}
