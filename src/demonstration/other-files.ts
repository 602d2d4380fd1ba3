// Owns the pupil census, absence and finance files. 2024-25 (census), 2022-23 (absence) and 2017-18 (finance) have
// the headers of the files at hand; other years use the same columns, finance with its five years moved along.

import { KINDS, TYPES } from './establishment-types.ts'
import { moved } from './key-stage-2-results.ts'
import { COUNTY } from './places.ts'
import { ABSENCE_2023_COLUMNS, CENSUS_2025_COLUMNS, CFR_2018_COLUMNS } from './published-key-stage-4.ts'
import { chance } from './random.ts'
import { openOn, pupilsIn, type School } from './schools.ts'
import { cells, decimal, grouped, headerLine, line, percent, type FileManner } from './tables.ts'

export const CENSUS_MANNER: FileManner = {
  encoding: 'utf-8 with BOM',
  lineEnd: '\r\n',
  quotes: 'where needed',
}
export const PLAIN_MANNER: FileManner = { encoding: 'utf-8 with BOM', lineEnd: '\n', quotes: 'where needed' }

const SCHOOL_TYPES = {
  PRI: 'State-funded primary',
  SEC: 'State-funded secondary',
  SPE: 'Special school',
} as const

/** The census of January `year`. It went on through the pandemic. */
export function* censusLines(seed: number, schools: Iterable<School>, year: number): Generator<string> {
  yield headerLine(CENSUS_2025_COLUMNS, CENSUS_MANNER)
  for (const school of schools) {
    const life = openOn(school, `${year}-01-18`)
    if (life === null) continue
    const luck = chance(seed, 'census', school.key, year)
    const pupils = pupilsIn(seed, school, year)
    const girls =
      school.gender === 'Girls' ? pupils : school.gender === 'Boys' ? 0 : luck.successes(pupils, 0.49)
    const plans = luck.successes(pupils, school.plans)
    const support = luck.successes(pupils - plans, school.support)
    const other = luck.successes(pupils, school.otherLanguage)
    const unknown = luck.happens(0.2) ? luck.whole(1, 3) : 0
    const everPoor = luck.successes(pupils, school.disadvantaged)
    const exact = (count: number): string => `${((count / pupils) * 100).toFixed(2)}%`
    const summary = KINDS[school.kind].summary
    const independent = school.kind === 'independent'
    // Independent schools are asked for less.
    const language: Record<string, string> = independent
      ? { NUMFSMEVER: 'NA', NORFSMEVER: 'NA', PNUMFSMEVER: '0.00%' }
      : {
          NUMEAL: other.toString(),
          NUMENGFL: Math.max(0, pupils - other - unknown).toString(),
          NUMUNCFL: unknown.toString(),
          PNUMEAL: exact(other),
          PNUMENGFL: exact(Math.max(0, pupils - other - unknown)),
          PNUMUNCLF: decimal(unknown / pupils, 3),
          NUMFSM: Math.round(everPoor * 0.92).toString(),
          NUMFSMEVER: everPoor.toString(),
          NORFSMEVER: pupils.toString(),
          PNUMFSMEVER: exact(everPoor),
        }
    const row: Record<string, string> = {
      URN: life.urn.toString(),
      LA: school.authority.code,
      Estab: life.estab.toString(),
      SCHOOLTYPE: independent
        ? 'Independent school'
        : summary === 'none'
          ? school.kind === 'alternative'
            ? 'Pupil referral unit'
            : 'Sixth form college'
          : SCHOOL_TYPES[summary],
      NOR: pupils.toString(),
      NORG: girls.toString(),
      NORB: (pupils - girls).toString(),
      PNORG: exact(girls),
      PNORB: exact(pupils - girls),
      TSENELSE: plans.toString(),
      PSENELSE: exact(plans),
      TSENELK: support.toString(),
      PSENELK: exact(support),
      ...language,
    }
    yield line(cells(CENSUS_2025_COLUMNS, row), CENSUS_MANNER)
  }
  for (const [code, type, ever] of [
    ['PRI', SCHOOL_TYPES.PRI, 26],
    ['SEC', SCHOOL_TYPES.SEC, 26.3],
    ['SPE', SCHOOL_TYPES.SPE, 51],
  ] as const) {
    const row = {
      URN: 'NAT',
      Estab: code,
      SCHOOLTYPE: type,
      PSENELSE: code === 'SPE' ? '99.5%' : '3.2%',
      PSENELK: code === 'SPE' ? '0.5%' : '14%',
      PNUMEAL: code === 'SEC' ? '18.9%' : '22.8%',
      PNUMFSMEVER: `${ever}%`,
    }
    yield line(cells(CENSUS_2025_COLUMNS, row), CENSUS_MANNER)
  }
}

const ABSENCE: Readonly<Record<string, readonly [usual: number, since2021: number]>> = {
  PRI: [4.1, 5.8],
  SEC: [5.4, 8.9],
  SPE: [9.8, 12.9],
}

/** Absence of the school year that ends in `year`; none was published by school for 2019-20 and 2020-21. */
export function* absenceLines(seed: number, schools: Iterable<School>, year: number): Generator<string> {
  yield headerLine(ABSENCE_2023_COLUMNS, PLAIN_MANNER)
  for (const school of schools) {
    const life = openOn(school, `${year}-05-10`)
    const { summary } = KINDS[school.kind]
    const usual = ABSENCE[summary]
    if (life === null || usual === undefined || school.kind === 'nursery') continue
    const luck = chance(seed, 'absence', school.key, year)
    const total =
      (year > 2021 ? usual[1] : usual[0]) *
      Math.exp(luck.normal(0.8 * (school.disadvantaged - 0.24) - 0.06 * school.quality(year), 0.1))
    const persistent = moved(Math.min(0.6, total / 40), 0.35)
    const row = {
      LA: school.authority.code,
      ESTAB: life.estab.toString(),
      URN: life.urn.toString(),
      // A very small school's figures are held back.
      PERCTOT: school.cohort < 4 ? 'SUPP' : decimal(total, 1),
      PPERSABS10: school.cohort < 4 ? 'SUPP' : decimal(persistent * 100, 1),
    }
    yield line(cells(ABSENCE_2023_COLUMNS, row), PLAIN_MANNER)
  }
  for (const [code, usual] of Object.entries(ABSENCE)) {
    const total = year > 2021 ? usual[1] : usual[0]
    yield line(['NAT', code, '', decimal(total, 1), decimal(moved(total / 40, 0.35) * 100, 1)], PLAIN_MANNER)
  }
}

export function financeColumns(year: number): readonly string[] {
  return CFR_2018_COLUMNS.map((name) =>
    name.replace(/^(P?)T(\d\d)(\d\d)CAT/, (_, share: string, from: string) => {
      const start = Number(from) + (year - 2018)
      return `${share}T${two(start)}${two(start + 1)}CAT`
    }),
  )
}

const SPENDING = {
  TEACHINGSTAFF: 0.47,
  SUPPLYTEACHERS: 0.03,
  EDUCATIONSUPPORTSTAFF: 0.18,
  PREMISES: 0.07,
  BACKOFFICE: 0.08,
  CATERING: 0.03,
  OTHERSTAFF: 0.03,
  ENERGY: 0.015,
  LEARNINGRESOURCES: 0.04,
  ICT: 0.01,
  BOUGHTINPROFESSIONALSERVICES: 0.025,
  OTHER: 0.02,
} as const

const CATEGORIES: readonly [name: string, share: number][] = [
  ['CAT1', 0.65],
  ['CAT2', 0.03],
  ['CAT3', 0.08],
  ['CAT4', 0.015],
  ['CAT5', 1],
]

/** Pounds per pupil of maintained schools in the financial year that ends in March `year`. Academies report elsewhere. */
export function* financeLines(seed: number, schools: Iterable<School>, year: number): Generator<string> {
  const names = financeColumns(year)
  yield headerLine(names, PLAIN_MANNER)
  for (const school of schools) {
    const life = openOn(school, `${year}-03-31`)
    if (life === null || TYPES[life.type].academy || school.kind === 'independent') continue
    const row: Record<string, string> = {
      LA: school.authority.code,
      URN: life.urn.toString(),
      'LONDON/NON-LONDON': 'Non-London',
    }
    const pupils = pupilsIn(seed, school, year)
    row['MEDIAN'] = medianGroup(school)
    row['PUPILS'] = pupils.toString()
    row['FSM'] = decimal(school.disadvantaged * 78, 1)
    row['FSMBAND'] = school.disadvantaged > 0.35 ? 'High' : school.disadvantaged > 0.2 ? 'Medium' : 'Low'
    const now = moneyIn(seed, school, year)
    // Teaching costs of the smallest schools would tell one teacher's salary.
    const teaching = (value: string): string => (pupils < 45 ? 'SUPP' : value)
    row['TOTALINCOME'] = grouped(now.income)
    row['SELFGENERATEDINCOME'] = grouped(now.own)
    row['GRANTFUNDING'] = grouped(now.income - now.own)
    row['PGRANTFUNDING'] = percent(now.income - now.own, now.income)
    row['PSELFGENERATEDINCOME'] = percent(now.own, now.income)
    row['TOTALEXPENDITURE'] = grouped(now.spent)
    for (const [name, share] of Object.entries(SPENDING)) {
      const part = now.spent * share * chance(seed, 'spending', school.key, year, name).normal(1, 0.12)
      row[name] = name === 'TEACHINGSTAFF' ? teaching(grouped(part)) : grouped(part)
      row[`P${name}`] =
        name === 'TEACHINGSTAFF' ? teaching(percent(part, now.spent)) : percent(part, now.spent)
    }
    for (let back = 4; back >= 0; back -= 1) {
      const then = year - back
      const label = `T${two(then - 2001)}${two(then - 2000)}`
      const past = openOn(school, `${then}-03-31`)?.urn === life.urn ? moneyIn(seed, school, then) : null
      for (const [category, share] of CATEGORIES) {
        const cell = past === null ? 'NA' : grouped(past.spent * share)
        row[`${label}${category}`] = category === 'CAT1' && past !== null ? teaching(cell) : cell
        row[`${label}${category}LA`] = grouped(4700 * growth(then) * share)
        row[`P${label}${category}`] = past === null ? 'NA' : `${Math.round(share * 100)}%`
        row[`P${label}${category}LA`] = 'NA'
      }
    }
    for (const [category, share] of CATEGORIES) {
      row[`D${category}`] = grouped((now.spent - 4900 * growth(year)) * share)
      row[`PD${category}`] = 'NA'
    }
    yield line(cells(names, row), PLAIN_MANNER)
  }
  yield* financeSummary(names, year)
}

function financeSummary(names: readonly string[], year: number): string[] {
  const until = names.indexOf('TOTALEXPENDITURE') + 1
  const rows: [string, string, string, string, number][] = [
    ['LA-PRI', COUNTY.name, 'Primary', 'High', 5900],
    ['LA-PRI', COUNTY.name, 'Primary', 'Low', 4700],
    ['LA-PRI', COUNTY.name, 'Primary', 'Medium', 5200],
    ['NAT-PRI', '', 'Primary', '', 4900],
    ['NAT-SPE', '', 'Special', '', 22_700],
    ['NAT-SEC-WITH-KS4', '', 'Secondary with KS4', '', 5850],
    ['NAT-PRU', '', 'Pupil referral unit', '', 43_600],
  ]
  return rows.map(([code, name, group, band, amount]) => {
    const spent = amount * growth(year)
    const row: Record<string, string> = {
      LA: code,
      URN: name,
      MEDIAN: group,
      FSMBAND: band,
      'LONDON/NON-LONDON': name === '' ? '' : 'Non-London',
    }
    row['TOTALINCOME'] = grouped(spent * 1.005)
    row['GRANTFUNDING'] = grouped(spent * 0.97)
    row['SELFGENERATEDINCOME'] = grouped(spent * 0.035)
    row['TOTALEXPENDITURE'] = grouped(spent)
    for (const [part, share] of Object.entries(SPENDING)) row[part] = grouped(spent * share)
    return line(cells(names.slice(0, until), row), PLAIN_MANNER)
  })
}

interface Money {
  income: number
  own: number
  spent: number
}

function moneyIn(seed: number, school: School, year: number): Money {
  const luck = chance(seed, 'money', school.key, year)
  const usual =
    school.kind === 'special'
      ? 22_500
      : school.kind === 'alternative'
        ? 40_000
        : KINDS[school.kind].summary === 'SEC'
          ? 5600
          : 4700
  const small = 1 + 9 / Math.max(12, school.cohort * 3)
  const income =
    usual * small * growth(year) * (1 + 0.35 * (school.disadvantaged - 0.2)) * luck.normal(1, 0.02)
  // Troubled schools spend more than they have.
  const spent = income * luck.normal(1.004 - 0.012 * school.quality(year), 0.02)
  return { income, own: income * 0.025 * (0.5 + luck.unit()), spent }
}

function growth(year: number): number {
  return 1.035 ** (year - 2018)
}

function medianGroup(school: School): string {
  if (school.kind === 'special') return 'Special'
  if (school.kind === 'alternative') return 'Pupil referral unit'
  if (school.kind === 'nursery') return 'Nursery'
  return KINDS[school.kind].summary === 'SEC' ? 'Secondary with KS4' : 'Primary'
}

function two(year: number): string {
  return (((year % 100) + 100) % 100).toString().padStart(2, '0')
}
