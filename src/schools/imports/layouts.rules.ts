// Owns the list of layouts and the order in which they are tried: the first that knows the header wins,
// so a layout that needs more columns stands before one that needs fewer.
import type { Header, Layout } from './layout.rules.ts'
import { coordinates, deprivation, neighbours, teachingSchools } from './layouts/context.ts'
import { establishments, groups, links } from './layouts/gias.ts'
import { inspectionsInYear, latestInspections, reportCards, reportCardsInYear } from './layouts/ofsted.ts'
import { absence, census, ks2Expected, ks2Levels, ks4 } from './layouts/performance-tables.ts'
import { finance } from './layouts/school-finance.ts'

export const layouts: readonly Layout[] = [
  establishments,
  groups,
  links,
  reportCards,
  reportCardsInYear,
  latestInspections,
  inspectionsInYear,
  ks2Expected,
  ks2Levels,
  ks4,
  finance,
  census,
  absence,
  deprivation,
  teachingSchools,
  neighbours,
  coordinates,
]

/** The layout that reads files with this header, or null when none knows it. */
export const recognise = (header: Header): Layout | null =>
  layouts.find((layout) => layout.recognises(header)) ?? null
