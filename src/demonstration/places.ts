// Owns the invented county: its authority, districts, towns and villages, and the codes that go with them.
// Nothing here exists. Codes and postcodes are chosen where the publishers use none:
// authority 985 (real ones end at 943), postcode area OR (not assigned), ONS codes from 0901 / 9001 upwards.

import { chance } from './random.ts'

export const COUNTY = {
  laCode: '985',
  name: 'Orrenshire',
  gssCode: 'E10000985',
  regionCode: 'E',
  region: 'East Midlands',
  ofstedRegion: 'East Midlands',
  postcodeArea: 'OR',
} as const

export interface District {
  code: string
  name: string
  constituencyCode: string
  constituency: string
}

export interface Place {
  name: string
  district: District
  kind: 'city' | 'town' | 'village'
  /** OSGB metres, in England. */
  easting: number
  northing: number
  /** Outward postcode, such as OR4. */
  outward: string
  ward: string
  wardCode: string
  /** Share of children in poorer homes, 0 to 1: what draws the school-level shares. */
  hardship: number
}

interface DistrictPlan {
  name: string
  constituency: string
  centre: [number, number]
  city?: string
  towns: string[]
  villages: string[]
  hardship: number
}

const PLANS: readonly DistrictPlan[] = [
  {
    name: 'Orrenchester',
    constituency: 'Orrenchester Central',
    centre: [511_000, 287_000],
    city: 'Orrenchester',
    towns: ['Nether Quay'],
    villages: ['Abbotsmead', 'Staithe End', 'Lantern Hill', 'Pottersholt'],
    hardship: 0.31,
  },
  {
    name: 'Wendlemark',
    constituency: 'Wendlemark and Upper Orren',
    centre: [494_000, 301_000],
    towns: ['Wendlestow', 'Great Harrowick', 'Tollerbridge'],
    villages: [
      'Little Harrowick',
      'Ashwendle',
      'Cold Binnerby',
      'Upper Sallow',
      'Nether Sallow',
      'Quennby',
      'Marl Norton',
      'Thrussock',
      'Oxwendle',
      'Fallowby St Mary',
    ],
    hardship: 0.17,
  },
  {
    name: 'Fenmarch',
    constituency: 'Fenmarch',
    centre: [532_000, 299_000],
    towns: ['Estermere', 'Lodewater', 'Gedmarsh'],
    villages: [
      'Sluice Drove',
      'Eastrey Fen',
      'Wickerlode',
      'Holmering',
      'Tydd Orren',
      'Marsh Ketley',
      'Long Reeding',
      'Saltrick',
      'Pinchmere',
    ],
    hardship: 0.26,
  },
  {
    name: 'Calverdown',
    constituency: 'Calverdown',
    centre: [492_000, 275_000],
    towns: ['Calverstock', 'Brindleford', 'High Maddock'],
    villages: [
      'Ewe Maddock',
      'Calver Abbas',
      'Dunnerby',
      'Larkhanger',
      'Chalkenden',
      'Winter Coombe',
      'Summer Coombe',
      'Hobbledean',
      'Priors Calver',
      'Stanyatt',
    ],
    hardship: 0.11,
  },
  {
    name: 'Ironmoor',
    constituency: 'Ironmoor and Skelbeck',
    centre: [513_000, 308_000],
    towns: ['Skelbeck', 'Forgeley', 'New Hammerton Works'],
    villages: ['Clinkerby', 'Ravelthorpe', 'Orrenhead', 'Moor Tansley', 'Kiln Ratby', 'Bellfold'],
    hardship: 0.38,
  },
  {
    name: 'South Orren',
    constituency: 'South Orren and Millvale',
    centre: [518_000, 268_000],
    towns: ['Millvale Regis', 'Applerick Cross', 'Tansy Green'],
    villages: [
      'Mill Cranmore',
      'Oddenham',
      'Pelham Orren',
      'Lower Tansy',
      'Cuckoo Ratch',
      'Barley Easton',
      'Saxenby',
      'Withy Stoke',
      'Hazelrick Green',
    ],
    hardship: 0.21,
  },
]

/** Every place of the county, the larger ones of a district first. The same for every seed: it is a map, not a draw. */
export function placesOfTheCounty(): Place[] {
  const luck = chance(985, 'places')
  const places: Place[] = []
  PLANS.forEach((plan, at) => {
    const district: District = {
      code: `E07000${(901 + at).toString()}`,
      name: plan.name,
      constituencyCode: `E1400${(9001 + at).toString()}`,
      constituency: plan.constituency,
    }
    const named: [string, Place['kind']][] = [
      ...(plan.city === undefined ? [] : [[plan.city, 'city'] as [string, Place['kind']]]),
      ...plan.towns.map((name): [string, Place['kind']] => [name, 'town']),
      ...plan.villages.map((name): [string, Place['kind']] => [name, 'village']),
    ]
    named.forEach(([name, kind], order) => {
      // The first place of a district lies at its centre; the others stand around it like hours on a clock.
      const angle = (order / named.length) * 2 * Math.PI + at
      const reach = order === 0 ? 0 : kind === 'town' ? luck.whole(3500, 6000) : luck.whole(3000, 8500)
      places.push({
        name,
        district,
        kind,
        easting: Math.round(plan.centre[0] + reach * Math.cos(angle)),
        northing: Math.round(plan.centre[1] + reach * Math.sin(angle)),
        outward: `${COUNTY.postcodeArea}${(places.length % 38) + 1}`,
        ward: kind === 'city' ? `${name} Minster` : name,
        wardCode: `E0509${(9001 + places.length).toString().slice(-4)}`,
        hardship: Math.min(0.5, Math.max(0.04, plan.hardship * (kind === 'village' ? 0.7 : 1.1))),
      })
    })
  })
  return places
}

const STREETS = [
  'School Lane',
  'Church Street',
  'Mill Road',
  'Station Road',
  'The Green',
  'Meadow Way',
  'Chapel Row',
]
const MORE_STREETS = ['Orchard Drive', 'Park Avenue', 'Bridge End', 'Hill Rise', 'Priory Close', 'Back Lane']

export function streetNames(): readonly string[] {
  return [...STREETS, ...MORE_STREETS]
}
