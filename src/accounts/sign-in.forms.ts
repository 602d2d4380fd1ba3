// Owns the forms of signing in and the wording of their errors.
import { z } from 'zod'
import { emailAddress } from '#platform/forms.tsx'

export const signInForm = z.object({
  email: emailAddress('Enter your email address'),
  password: z
    .string({ error: 'Enter your password' })
    .min(1, 'Enter your password')
    .max(128, 'Enter your password'),
})

export const linkForm = z.object({ email: emailAddress('Enter your email address') })

/** Wrong address and wrong password read the same: nobody learns whose account exists. */
export const WRONG_PASSWORD = 'The email address or the password is not right'
