// Owns small matters of how our words are written. Pure, so that rules may use it. Dates are dates.ts.

/** The text with a capital first letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
