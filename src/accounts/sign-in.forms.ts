// Owns the forms of signing in and the wording of their errors.
import { z } from 'zod'
import { requiredText } from '#platform/forms.tsx'

const NOT_AN_ADDRESS = 'Enter an email address in the correct format, like name@example.org.uk'

/** An e-mail address, in lower case. */
export const emailAddress = (missing: string) =>
  requiredText(missing, 254)
    .transform((text) => text.toLowerCase())
    .pipe(z.email(NOT_AN_ADDRESS))

export const signInForm = z.object({
  email: emailAddress('Enter your email address'),
  password: z
    .string({ error: 'Enter your password' })
    .min(1, 'Enter your password')
    .max(128, 'Enter your password'),
})

export const linkForm = z.object({ email: emailAddress('Enter your email address') })

export const codeForm = z.object({
  code: requiredText('Enter the code', 40).transform((text) => text.replaceAll(/\s/g, '')),
})

/** Wrong address and wrong password read the same: nobody learns whose account exists. */
export const WRONG_PASSWORD = 'The email address or the password is not right'
export const WRONG_CODE = 'That code is not right. Check the time on your phone, and try the newest code'
