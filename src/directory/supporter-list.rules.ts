// Owns what the list of supporters shows: distance, free days, order, and how many a filter left out because
// something is not known about them. Does not own the page.
import { greatCircleKm, type Position } from './distance.rules.ts'
import type { SupporterRecord, YearDays } from './supporters.queries.ts'

export type Listed = SupporterRecord & {
  /** From the school asked for; null when it is not known or no school was asked for. */
  km: number | null
  /** Half days free in the year asked for; null when none were offered or declined: nothing was said. */
  free: number | null
}

export type Listing = {
  rows: Listed[]
  /** Left out by the distance filter because their distance is not known. */
  distanceNotKnown: number
  /** Left out by the days filter because they have not said how many days they offer. */
  daysNotKnown: number
}

/** Half days offered less those taken, in an academic year; null when nothing was said about that year. May be negative. */
export function freeIn(days: readonly YearDays[], academicYear: string): number | null {
  const year = days.find((one) => one.academicYear === academicYear)
  return year === undefined || year.offered === null ? null : year.offered - year.committed
}

/** Narrows by distance (km) and free half days, and puts the nearest first when a place is given; by name otherwise. */
export function listing(
  records: readonly SupporterRecord[],
  asked: { place: Position | null; mostKm: number | null; leastFree: number | null; academicYear: string },
): Listing {
  const all = records.map((record): Listed => ({
    ...record,
    km: greatCircleKm(asked.place, record.home?.position ?? null),
    free: freeIn(record.days, asked.academicYear),
  }))
  const near = asked.mostKm === null ? all : all.filter(({ km }) => km !== null && km <= asked.mostKm!)
  const rows =
    asked.leastFree === null ? near : near.filter(({ free }) => free !== null && free >= asked.leastFree!)
  return {
    rows: asked.place === null ? rows : rows.toSorted((a, b) => (a.km ?? Infinity) - (b.km ?? Infinity)),
    distanceNotKnown: asked.mostKm === null ? 0 : all.filter(({ km }) => km === null).length,
    daysNotKnown: asked.leastFree === null ? 0 : near.filter(({ free }) => free === null).length,
  }
}
