// Owns what the rows of key stage 2 and key stage 4 have in common: who the school was on the day, its address,
// the manner of the files, and where a row stops short.

import { TYPES } from './establishment-types.ts'
import type { FileManner, Row } from './tables.ts'
import { openOn, type Establishment, type School } from './schools.ts'

export const PERFORMANCE_MANNER: FileManner = {
  encoding: 'utf-8 with BOM',
  lineEnd: '\r\n',
  quotes: 'where needed',
}

/** Which summary rows follow the schools: the national register has no one authority. */
export type Summary = 'authority and country' | 'country'

/** Who sat the tests of a summer, and under which URN the school goes on, when it has changed before publication. */
export interface Candidate {
  school: School
  life: Establishment
  became: Establishment | null
}

/** The school as the tests of `year` found it (May), or null when it was not open. */
export function candidateIn(school: School, year: number): Candidate | null {
  const life = openOn(school, `${year}-05-10`)
  if (life === null) return null
  const later = openOn(school, `${year}-12-01`)
  return { school, life, became: later !== null && later.urn !== life.urn ? later : null }
}

/** Opened between the tests and publication: the row says NEW and stops. */
export function newIn(school: School, year: number): Establishment | null {
  const later = openOn(school, `${year}-12-01`)
  return later !== null && openOn(school, `${year}-05-10`) === null && later.opened !== null ? later : null
}

export function addressCells(school: School, life: Establishment): Row {
  const { place } = school
  return {
    RECTYPE: school.kind === 'special' ? '2' : '1',
    ALPHAIND: ((life.urn * 37) % 63_000).toString(),
    LEA: school.authority.code,
    ESTAB: life.estab.toString(),
    URN: life.urn.toString(),
    SCHNAME: life.name,
    ADDRESS1: school.street,
    TOWN: place.name,
    PCODE: school.postcode,
    TELNUM: school.telephone,
    PCON_CODE: place.district.constituencyCode,
    PCON_NAME: place.district.constituency,
    NFTYPE: TYPES[life.type].short,
    ICLOSE: '0',
    RELDENOM: school.religion,
    AGERANGE: `${school.ages[0]}-${school.ages[1]}`,
    TAB15: school.kind === 'all-through' ? '1' : '0',
    TAB1618: '0',
  }
}
