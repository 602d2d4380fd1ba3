// Owns how a civil date reads in words. Pure, so that rules can put dates into sentences.

const long = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
})

/** 2026-11-21 → 21 November 2026. */
export const showDate = (date: string): string => long.format(new Date(`${date}T00:00:00Z`))
