// Owns which maintained schools of the county share a governing body.

import { openOn, type School } from './schools.ts'

/** Pairs of small village schools, and an infant with its junior school, under one governing body. */
export function federate(schools: readonly School[], today: string): void {
  let uid = 98_501
  const free = (school: School): boolean => {
    const now = openOn(school, today)
    return now !== null && now.trust === null && now.notice === null && school.federation === null
  }
  const join = (members: School[], name: string): void => {
    const federation = { uid: (uid += 1).toString(), name }
    for (const member of members) member.federation = federation
  }
  const infants = schools.filter((school) => school.kind === 'infant')
  const juniors = schools.filter((school) => school.kind === 'junior')
  for (const at of [0, 3, 6]) {
    const pair = [infants[at], juniors[at]].filter(
      (school) => school !== undefined && free(school),
    ) as School[]
    if (pair.length === 2)
      join(pair, `The ${stemOf(pair[0] as School)} Federation of Infant and Junior Schools`)
  }
  const villages = schools.filter(
    (school) => school.kind === 'primary' && school.place.kind === 'village' && free(school),
  )
  for (const district of new Set(villages.map((school) => school.place.district))) {
    const near = villages.filter((school) => school.place.district === district).slice(0, 2)
    if (near.length === 2) join(near, `${district.name} Village Schools Federation`)
  }
}

function stemOf(school: School): string {
  return (school.lives[0]?.name ?? '').replace(/ (CofE |Catholic |Church of England.*)?Infant School$/, '')
}
