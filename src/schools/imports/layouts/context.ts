// Declares what surrounds the schools: positions, deprivation by small area, teaching schools,
// statistical neighbours of authorities.
import { numberOf, textOf, urnOf, wholeOf } from '../cells.rules.ts'
import type { Layout } from '../layout.rules.ts'

const inBritain = (latitude: number, longitude: number) =>
  latitude >= 49 && latitude <= 61 && longitude >= -9 && longitude <= 3

export const coordinates: Layout = {
  kind: 'school-coordinates',
  name: 'positions of schools',
  // Files of results carry positions too; they are known by their results.
  recognises: (h) => h.has('URN') && h.has('LAT', 'LATITUDE') && h.has('LON', 'LONG', 'LONGITUDE'),
  needsYear: false,
  short: 'fault',
  long: 'fault',
  open: (header) => {
    const [urn, lat, lon] = [
      header.at('URN'),
      header.at('LAT', 'LATITUDE'),
      header.at('LON', 'LONG', 'LONGITUDE'),
    ]
    return {
      staging: [
        ['urn', 'integer'],
        ['latitude', 'double precision'],
        ['longitude', 'double precision'],
      ],
      merges: [
        {
          table: 'school_coordinates',
          key: ['urn'],
          columns: ['latitude', 'longitude'],
          primary: true,
          from: 'SELECT line, urn, latitude, longitude FROM staged WHERE urn IS NOT NULL',
        },
      ],
      keyOf: (row) => urnOf(row[urn]),
      read: (row, school) => {
        if (school === null)
          return { aside: `The column URN holds no school’s number: “${row[urn]?.trim() ?? ''}”` }
        const [latitude, longitude] = [numberOf(row[lat] ?? ''), numberOf(row[lon] ?? '')]
        if (latitude === null || longitude === null)
          return { aside: 'The school has no position in this file' }
        if (!inBritain(latitude, longitude)) return { aside: 'The position is not in Britain' }
        return { records: [[school, latitude, longitude]], parts: 1 }
      },
    }
  },
}

const deprivationColumns: [column: string, type: string, names: string[]][] = [
  [
    'imd_decile',
    'smallint',
    ['IMD_decile', 'Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)'],
  ],
  [
    'imd_rank',
    'integer',
    ['IMD_rank', 'Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)'],
  ],
  ['income_decile', 'smallint', ['Income_decile']],
  ['employment_decile', 'smallint', ['Employment_decile']],
  ['education_decile', 'smallint', ['Education_decile']],
  ['health_decile', 'smallint', ['Health_decile']],
  ['crime_decile', 'smallint', ['Crime_decile']],
  ['housing_decile', 'smallint', ['Housing_and_Access_decile']],
  ['environment_decile', 'smallint', ['Environment_decile']],
  ['income_rank', 'integer', ['Income_rank']],
  ['education_rank', 'integer', ['Education_rank']],
]

export const deprivation: Layout = {
  kind: 'deprivation',
  name: 'Index of Multiple Deprivation by LSOA',
  recognises: (h) =>
    h.has('lsoa11_code', 'LSOA code (2011)', 'lsoa21_code', 'LSOA code (2021)') &&
    h.has(...deprivationColumns[0]![2]),
  needsYear: false,
  short: 'fault',
  long: 'fault',
  open: (header) => {
    const code = header.at('lsoa11_code', 'LSOA code (2011)', 'lsoa21_code', 'LSOA code (2021)')
    const present = deprivationColumns.flatMap(([column, type, names]) =>
      header.has(...names) ? [{ column, type, at: header.at(...names) }] : [],
    )
    const names = present.map((p) => p.column)
    return {
      staging: [['lsoa_code', 'text'], ...present.map((p): [string, string] => [p.column, p.type])],
      merges: [
        {
          table: 'area_deprivation',
          key: ['lsoa_code'],
          columns: names,
          primary: true,
          from: `SELECT line, lsoa_code, ${names.join(', ')} FROM staged WHERE lsoa_code IS NOT NULL`,
        },
      ],
      keyOf: (row) => textOf(row[code]),
      read: (row) => {
        const lsoa = textOf(row[code])
        if (lsoa === null || !/^[EW]\d{8}$/.test(lsoa))
          return { aside: `“${row[code]?.trim() ?? ''}” is no code of a small area` }
        const values = present.map(({ column, at }) => ({ column, at, value: wholeOf(row[at]) }))
        const wrong = values.find(
          (v) => v.value === null || v.value < 1 || v.value > (v.column.endsWith('decile') ? 10 : 100_000),
        )
        if (wrong)
          return {
            aside: `${header.names[wrong.at]?.trim()} is “${row[wrong.at]?.trim() ?? ''}”, which is no rank or decile`,
          }
        return { records: [[lsoa, ...values.map((v) => v.value)]], parts: 1 }
      },
    }
  },
}

export const teachingSchools: Layout = {
  kind: 'teaching-schools',
  name: 'teaching schools and alliances',
  recognises: (h) => h.has('URN') && h.has('Alliance Name') && h.has('Teaching School'),
  needsYear: false,
  short: 'fault',
  long: 'fault',
  open: (header) => {
    const urn = header.at('URN')
    const alliance = header.at('Alliance Name')
    const rest = ['Teaching School', 'Region', 'Local Authority', 'Type', 'Phase'].map((n) => header.at(n))
    const columns = ['school_name', 'region', 'la_name', 'school_type', 'phase']
    return {
      staging: [
        ['urn', 'integer'],
        ['alliance', 'text'],
        ...columns.map((c): [string, string] => [c, 'text']),
      ],
      merges: [
        {
          table: 'teaching_schools',
          key: ['urn', 'alliance'],
          columns,
          primary: true,
          from: `SELECT line, urn, alliance, ${columns.join(', ')} FROM staged WHERE urn IS NOT NULL`,
        },
      ],
      keyOf: (row) => `${row[urn]?.trim()}|${row[alliance]?.trim()}`,
      read: (row) => {
        const [school, name] = [urnOf(row[urn]), textOf(row[alliance])]
        if (school === null)
          return { aside: `The column URN holds no school’s number: “${row[urn]?.trim() ?? ''}”` }
        if (name === null) return { aside: 'The alliance has no name' }
        return { records: [[school, name, ...rest.map((at) => textOf(row[at]))]], parts: 1 }
      },
    }
  },
}

const ranks = Array.from({ length: 10 }, (_, i) => i + 1)

export const neighbours: Layout = {
  kind: 'statistical-neighbours',
  name: 'statistical neighbours',
  recognises: (h) => h.has('LA num', 'LA number') && h.has('SN1') && h.has('SN10'),
  needsYear: false,
  short: 'fault',
  long: 'fault',
  open: (header) => {
    const authority = header.at('LA num', 'LA number')
    // Each neighbour's code, and beside it how near it is.
    const places = ranks.map((rank) => ({ rank, at: header.at(`SN${rank}`) }))
    const code = (cell: string | undefined) => {
      const value = wholeOf(cell)
      return value !== null && value >= 100 && value <= 999 ? value : null
    }
    return {
      staging: [
        ['la_code', 'smallint'],
        ['rank', 'smallint'],
        ['neighbour_code', 'smallint'],
        ['closeness', 'text'],
      ],
      merges: [
        {
          table: 'statistical_neighbours',
          key: ['la_code', 'rank'],
          columns: ['neighbour_code', 'closeness'],
          primary: true,
          from: 'SELECT line, la_code, rank, neighbour_code, closeness FROM staged WHERE la_code IS NOT NULL',
        },
      ],
      keyOf: (row) => code(row[authority]),
      read: (row, own) => {
        if (own === null) return { aside: `“${row[authority]?.trim() ?? ''}” is no code of an authority` }
        const records = places.flatMap(({ rank, at }) => {
          const neighbour = code(row[at])
          return neighbour === null ? [] : [[own, rank, neighbour, textOf(row[at + 1])]]
        })
        if (records.length === 0) return { aside: 'The authority has no neighbours in this file' }
        return { records, parts: records.length }
      },
    }
  },
}
