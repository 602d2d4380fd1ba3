// Owns the files of the register: GIAS establishments (every URN, open and closed), links, groups. The columns are
// those of the extracts of 2026 (no Ofsted columns) and 2023.

import { KINDS, REASONS_CLOSED, REASONS_OPENED, RELIGIONS, STATUS, TYPES } from './establishment-types.ts'
import type { Link } from './county-schools.ts'
import { COUNTY } from './places.ts'
import {
  GIAS_2023_COLUMNS,
  GIAS_2026_COLUMNS,
  GIAS_GROUP_LINK_COLUMNS,
  GIAS_LINK_COLUMNS,
} from './published-registers.ts'
import { chance } from './random.ts'
import { pupilsIn, type Establishment, type School } from './schools.ts'
import { cells, headerLine, line, type FileManner } from './tables.ts'

export const GIAS_MANNER: FileManner = { encoding: 'windows-1252', lineEnd: '\r\n', quotes: 'texts' }
const GROUP_MANNER: FileManner = { ...GIAS_MANNER, lineEnd: '\n' }

export type GiasLayout = '2023' | '2026'

export function giasColumns(layout: GiasLayout): readonly string[] {
  return layout === '2026' ? GIAS_2026_COLUMNS : GIAS_2023_COLUMNS
}

/** Header and one line an establishment, in the order given. */
export function* giasLines(
  seed: number,
  schools: Iterable<School>,
  today: string,
  layout: GiasLayout = '2026',
): Generator<string> {
  const names = giasColumns(layout)
  yield headerLine(names, GIAS_MANNER)
  for (const school of schools) {
    for (const life of school.lives) yield line(cells(names, giasRow(seed, school, life, today)), GIAS_MANNER)
  }
}

function giasRow(seed: number, school: School, life: Establishment, today: string): Record<string, string> {
  const closed = life.closed !== null
  const type = TYPES[life.type]
  const kind = KINDS[school.kind]
  const { place } = school
  const status = closed
    ? STATUS.closed
    : life.notice === 'proposed to open'
      ? STATUS.proposed
      : life.notice === 'proposed to close'
        ? STATUS.closing
        : STATUS.open
  const year = Number(today.slice(0, 4))
  const censusYear = closed ? Number(life.closed?.slice(0, 4)) : today.slice(5) < '06-20' ? year - 1 : year
  const counted =
    life.notice !== 'proposed to open' &&
    (!closed || censusYear >= 2017) &&
    (life.opened ?? '') < `${censusYear}-01-15`
  const pupils = counted ? pupilsIn(seed, school, censusYear) : null
  const luck = chance(seed, 'gias', life.urn)
  const boys =
    pupils === null
      ? null
      : school.gender === 'Girls'
        ? 0
        : school.gender === 'Boys'
          ? pupils
          : luck.successes(pupils, 0.51)
  const meals = pupils === null ? null : luck.successes(pupils, school.disadvantaged * 0.92)
  const federated = !closed && school.federation !== null && !type.academy
  const trust = closed ? null : life.trust
  const sixth = school.sixthForm
    ? ['1', 'Has a sixth form']
    : kind.summary === 'SEC' || kind.summary === 'PRI'
      ? ['2', 'Does not have a sixth form']
      : ['0', 'Not applicable']
  const rural =
    place.kind === 'village'
      ? ['F1', '(England/Wales) Rural village']
      : place.kind === 'town'
        ? ['D1', '(England/Wales) Rural town and fringe']
        : ['C1', '(England/Wales) Urban city and town']
  const known = !closed || censusYear >= 2013
  return {
    URN: life.urn.toString(),
    'LA (code)': school.authority.code,
    'LA (name)': school.authority.name,
    EstablishmentNumber: life.estab.toString(),
    EstablishmentName: life.name,
    'TypeOfEstablishment (code)': type.code,
    'TypeOfEstablishment (name)': type.name,
    'EstablishmentTypeGroup (code)': type.group[0],
    'EstablishmentTypeGroup (name)': type.group[1],
    'EstablishmentStatus (code)': status[0],
    'EstablishmentStatus (name)': status[1],
    'ReasonEstablishmentOpened (code)': REASONS_OPENED[life.whyOpened] ?? '0',
    'ReasonEstablishmentOpened (name)': life.whyOpened,
    OpenDate: dashed(life.opened),
    'ReasonEstablishmentClosed (code)': REASONS_CLOSED[life.whyClosed] ?? '0',
    'ReasonEstablishmentClosed (name)': life.whyClosed,
    CloseDate: dashed(life.closed),
    'PhaseOfEducation (code)': kind.phase[0],
    'PhaseOfEducation (name)': kind.phase[1],
    StatutoryLowAge: school.ages[0].toString(),
    StatutoryHighAge: school.ages[1].toString(),
    'Boarders (code)': '1',
    'Boarders (name)': 'No boarders',
    'NurseryProvision (name)':
      school.kind === 'nursery'
        ? 'Not applicable'
        : school.nurseryClass
          ? 'Has Nursery Classes'
          : 'No Nursery Classes',
    'OfficialSixthForm (code)': sixth[0] ?? '',
    'OfficialSixthForm (name)': sixth[1] ?? '',
    'Gender (code)': school.gender === 'Boys' ? '1' : school.gender === 'Girls' ? '2' : '3',
    'Gender (name)': school.gender,
    'ReligiousCharacter (code)': RELIGIONS[school.religion] ?? '0',
    'ReligiousCharacter (name)': school.religion,
    'ReligiousEthos (name)': 'Does not apply',
    'Diocese (code)': school.diocese?.code ?? '0000',
    'Diocese (name)': school.diocese?.name ?? 'Not applicable',
    'AdmissionsPolicy (code)': school.selective ? '1' : kind.summary === 'SEC' ? '4' : '0',
    'AdmissionsPolicy (name)': school.selective
      ? 'Selective'
      : kind.summary === 'SEC'
        ? 'Non-selective'
        : 'Not applicable',
    SchoolCapacity: known ? school.capacity.toString() : '',
    'SpecialClasses (code)': '2',
    'SpecialClasses (name)': 'No Special Classes',
    CensusDate: counted ? `16-01-${censusYear}` : '',
    NumberOfPupils: pupils?.toString() ?? '',
    NumberOfBoys: boys?.toString() ?? '',
    NumberOfGirls: pupils === null || boys === null ? '' : (pupils - boys).toString(),
    PercentageFSM: pupils === null || meals === null ? '' : ((meals / pupils) * 100).toFixed(1),
    FSM: meals?.toString() ?? '',
    'TrustSchoolFlag (code)': trust === null ? '0' : trust.kind === 'Multi-academy trust' ? '3' : '5',
    'TrustSchoolFlag (name)':
      trust === null ? 'Not applicable' : `Supported by a ${trust.kind.toLowerCase()}`,
    'Trusts (code)': trust?.uid ?? '',
    'Trusts (name)': trust?.name ?? '',
    'SchoolSponsorFlag (name)':
      trust === null ? 'Not applicable' : life.sponsored ? 'Linked to a sponsor' : '-',
    'SchoolSponsors (name)': life.sponsored && trust !== null ? trust.name : '',
    'FederationFlag (name)': type.academy
      ? 'Not applicable'
      : federated
        ? 'Supported by a federation'
        : 'Not under a federation',
    'Federations (code)': federated ? (school.federation?.uid ?? '') : '',
    'Federations (name)': federated ? (school.federation?.name ?? '') : '',
    // Invented provider numbers: real ones begin with 10.
    UKPRN: known ? (19_000_000 + (life.urn % 1_000_000)).toString() : '',
    'FurtherEducationType (name)': 'Not applicable',
    LastChangedDate: dashed(
      closed ? life.closed : `${year - (life.urn % 2)}-0${1 + (life.urn % 9)}-1${life.urn % 10}`,
    ),
    Street: school.street,
    Locality: place.kind === 'city' ? place.ward : '',
    Town: place.name,
    'County (name)': school.authority.name,
    Postcode: school.postcode,
    SchoolWebsite: closed ? '' : `http://${school.site}`,
    TelephoneNum: closed ? '' : school.telephone,
    'HeadTitle (name)': closed || life.notice === 'proposed to open' ? '' : school.head.title,
    HeadFirstName: closed || life.notice === 'proposed to open' ? '' : school.head.given,
    HeadLastName: closed || life.notice === 'proposed to open' ? '' : school.head.family,
    HeadPreferredJobTitle: closed ? '' : school.headTitle,
    'BSOInspectorateName (name)': 'Not applicable',
    'TeenMoth (name)': 'Not applicable',
    'CCF (name)': 'Not applicable',
    'SENPRU (name)': 'Not applicable',
    'EBD (name)': 'Not applicable',
    'EdByOther (name)': 'Not applicable',
    'Section41Approved (name)': 'Not applicable',
    'SEN1 (name)': school.kind === 'special' ? (SPECIALISMS[school.key % SPECIALISMS.length] ?? '') : '',
    'SEN2 (name)':
      school.kind === 'special' ? (SPECIALISMS[(school.key + 2) % SPECIALISMS.length] ?? '') : '',
    'TypeOfResourcedProvision (name)':
      luck.happens(0.06) && kind.keyStage2 ? 'Resourced provision' : 'Not applicable',
    'GOR (code)': COUNTY.regionCode,
    'GOR (name)': COUNTY.region,
    'DistrictAdministrative (code)': place.district.code,
    'DistrictAdministrative (name)': place.district.name,
    'AdministrativeWard (code)': place.wardCode,
    'AdministrativeWard (name)': place.ward,
    'ParliamentaryConstituency (code)': place.district.constituencyCode,
    'ParliamentaryConstituency (name)': place.district.constituency,
    'UrbanRural (code)': rural[0] ?? '',
    'UrbanRural (name)': rural[1] ?? '',
    'GSSLACode (name)': school.authority.gssCode,
    Easting: school.easting.toString(),
    Northing: school.northing.toString(),
    'MSOA (name)': school.msoa.name,
    'LSOA (name)': school.lsoa.name,
    'MSOA (code)': school.msoa.code,
    'LSOA (code)': school.lsoa.code,
    'BoardingEstablishment (name)': 'Does not have boarders',
    'PreviousLA (code)': '999',
    'Country (name)': '',
    'QABName (code)': '0',
    'QABName (name)': 'Not applicable',
    'EstablishmentAccredited (code)': '0',
    'EstablishmentAccredited (name)': 'Not applicable',
    CHNumber: '',
    UPRN: '',
    'OfstedRating (name)': '',
    'RSCRegion (name)': COUNTY.region,
  }
}

const SPECIALISMS = [
  'SLD - Severe Learning Difficulty',
  'ASD - Autistic Spectrum Disorder',
  'SEMH - Social, Emotional and Mental Health',
  'MLD - Moderate Learning Difficulty',
  'PD - Physical Disability',
]

export function* linkLines(links: Iterable<Link>): Generator<string> {
  yield headerLine(GIAS_LINK_COLUMNS, GIAS_MANNER)
  for (const link of links) {
    const row = {
      URN: link.urn.toString(),
      LinkURN: link.linkUrn.toString(),
      LinkName: link.linkName,
      LinkType: link.linkType,
      LinkEstablishedDate: dashed(link.established),
    }
    yield line(cells(GIAS_LINK_COLUMNS, row), GIAS_MANNER)
  }
}

/** Open academies with their trust, and with their sponsor where they have one: the same URN then stands twice. */
export function* groupLines(schools: Iterable<School>): Generator<string> {
  yield headerLine(GIAS_GROUP_LINK_COLUMNS, GROUP_MANNER)
  for (const school of schools) {
    for (const life of school.lives) {
      if (life.trust === null || life.closed !== null || life.notice === 'proposed to open') continue
      const kind = KINDS[school.kind]
      const row = {
        URN: life.urn.toString(),
        'Group Name': life.trust.name,
        'Group Status': 'Open',
        'Joined date': dashed(life.opened),
        EstablishmentName: life.name,
        'TypeOfEstablishment (code)': TYPES[life.type].code,
        'TypeOfEstablishment (name)': TYPES[life.type].name,
        'PhaseOfEducation (code)': kind.phase[0],
        'PhaseOfEducation (name)': kind.phase[1].replace('All-through', 'All through'),
        'LA (code)': school.authority.code,
        'LA (name)': school.authority.name,
      }
      const until = GIAS_GROUP_LINK_COLUMNS.slice(0, -1)
      // As published, no row reaches the last column (HasSharedHT).
      yield line(
        cells(until, {
          ...row,
          'Linked UID': life.trust.uid,
          'Companies House Number': life.trust.companyNumber,
          'Group Type': life.trust.kind,
        }),
        GROUP_MANNER,
      )
      if (!life.sponsored) continue
      const sponsor = {
        'Linked UID': (Number(life.trust.uid) + 400).toString(),
        'Group Type': 'School sponsor',
        FederationType: 'Hard',
      }
      yield line(cells(until, { ...row, ...sponsor }), GROUP_MANNER)
    }
  }
}

function dashed(iso: string | null): string {
  return iso === null ? '' : `${iso.slice(8, 10)}-${iso.slice(5, 7)}-${iso.slice(0, 4)}`
}
