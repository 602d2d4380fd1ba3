// Owns how a one-time or backup code is read. Pure.

/** The code without the spaces that people put between its figures; null when nothing, or no code, was typed. */
export function readCode(typed: string): string | null {
  const code = typed.replaceAll(/\s/g, '')
  return code.length > 0 && code.length <= 40 ? code : null
}

export const NO_CODE = 'Enter the code'
export const WRONG_CODE = 'That code is not right. Check the time on your phone, and try the newest code'
