// Owns what a password has to be. Pure.

export const LEAST_PASSWORD = 12
export const MOST_PASSWORD = 128
export const PASSWORD_HINT = `At least ${LEAST_PASSWORD} characters. Three words that do not belong together are easy to keep in mind`

/**
 * Why this cannot be the password of this person, as the sentence to show; null when it can. Length is what
 * protects, so no kinds of characters are asked for; spaces count and nothing is trimmed.
 */
export function whyNotPassword(password: string, about: { email: string; name: string }): string | null {
  if (password === '') return 'Enter a password'
  if (password.length < LEAST_PASSWORD) return `Use at least ${LEAST_PASSWORD} characters`
  if (password.length > MOST_PASSWORD) return `Use ${MOST_PASSWORD} characters or fewer`
  const plain = password.toLowerCase()
  const known = [about.email, about.email.split('@')[0] ?? '', about.name].map((part) => part.toLowerCase())
  if (new Set(plain).size < 5 || known.includes(plain))
    return 'Choose a password that is harder to guess: not your name or address, nor a few characters over and over'
  return null
}
