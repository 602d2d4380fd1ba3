// Owns England's bank holidays, from a library that knows the moved and the extra ones too.
const kept = new Map<number, Promise<readonly string[]>>()

/** The bank holidays of England in the calendar years that a period touches, as civil dates in order. */
export async function bankHolidays(from: string, until: string): Promise<readonly string[]> {
  const days: string[] = []
  for (let year = Number(from.slice(0, 4)); year <= Number(until.slice(0, 4)); year++) {
    let ofYear = kept.get(year)
    if (!ofYear) kept.set(year, (ofYear = holidaysOf(year)))
    days.push(...(await ofYear))
  }
  return days
}

// Half a second to load, so only where a date has to be judged.
async function holidaysOf(year: number): Promise<readonly string[]> {
  const { default: Holidays } = await import('date-holidays')
  const england = new Holidays('GB', 'ENG', { types: ['public'] })
  return england.getHolidays(year).map(({ date }) => date.slice(0, 10))
}
