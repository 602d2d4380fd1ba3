// Files of the published shapes with invented schools, for tests.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Database } from '#platform/database.ts'
import { importFile, type ImportRequest, type ImportResult } from './imports/import.actions.ts'
import { testFolder } from '../../test/setup/folder.ts'

const folder = testFolder('files')

/** Writes a file of that name and returns its path. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Imports a file of that name and content. */
export const bring = (
  database: Database,
  name: string,
  content: string | Uint8Array,
  request: Partial<ImportRequest> = {},
): Promise<ImportResult> => importFile(database, { path: fileOf(name, content), fileName: name, ...request })

export const csv = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, ...rows]
    .map(
      (row) =>
        `${row.map((cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(',')}\r\n`,
    )
    .join('')

const giasHead = [
  'URN',
  'LA (code)',
  'LA (name)',
  'EstablishmentNumber',
  'EstablishmentName',
  'TypeOfEstablishment (name)',
  'EstablishmentTypeGroup (name)',
  'EstablishmentStatus (name)',
  'OpenDate',
  'CloseDate',
  'PhaseOfEducation (name)',
  'StatutoryLowAge',
  'StatutoryHighAge',
  'SchoolCapacity',
  'NumberOfPupils',
  'Trusts (name)',
  'LastChangedDate',
  'Street',
  'Town',
  'Postcode',
  'SchoolWebsite',
  'DistrictAdministrative (name)',
  'Easting',
  'Northing',
  'LSOA (code)',
  'Trusts (code)',
  'SchoolSponsors (name)',
  'Federations (code)',
  'Federations (name)',
  'Diocese (code)',
  'Diocese (name)',
  'AdministrativeWard (name)',
  'HeadTitle (name)',
  'HeadFirstName',
  'HeadLastName',
  'Linked establishments',
]

export type InventedSchool = Partial<Record<(typeof giasHead)[number], string | number>> & { URN: number }

/** A GIAS search download. What is not said is an open community primary school of authority 850. */
export const gias = (schools: readonly InventedSchool[], without: readonly string[] = []): string => {
  const head = giasHead.filter((name) => !without.includes(name))
  return csv(
    head,
    schools.map((school) => {
      const usual: Record<string, string | number> = {
        'LA (code)': 850,
        'LA (name)': 'Northshire',
        EstablishmentNumber: 2000 + (school.URN % 1000),
        EstablishmentName: `School ${school.URN}`,
        'TypeOfEstablishment (name)': 'Community school',
        'EstablishmentTypeGroup (name)': 'Local authority maintained schools',
        'EstablishmentStatus (name)': 'Open',
        'PhaseOfEducation (name)': 'Primary',
        StatutoryLowAge: 4,
        StatutoryHighAge: 11,
        SchoolCapacity: 210,
        NumberOfPupils: 180,
        LastChangedDate: '01-09-2024',
        Town: 'Milford',
        Postcode: 'NS1 2AB',
        Easting: 472080,
        Northing: 139716,
        'LSOA (code)': 'E01022574',
        'Linked establishments': 'Does not have links',
      }
      return head.map((name) => school[name] ?? usual[name] ?? '')
    }),
  )
}

/** GIAS group links: which school belongs to which group, as published for academies. */
export const groupLinks = (
  rows: readonly { urn: number; uid: number; name: string; kind: string; joined?: string; status?: string }[],
): string =>
  csv(
    [
      'URN',
      'Linked UID',
      'Group Name',
      'Companies House Number',
      'Group Type',
      'Closed Date',
      'Group Status',
      'Joined date',
    ],
    rows.map(({ urn, uid, name, kind, joined, status }) => [
      urn,
      uid,
      name,
      '01234567',
      kind,
      '',
      status ?? 'Open',
      joined ?? '',
    ]),
  )

/** A key stage 2 file: each row as much of it as is given, from the left. */
export const ks2Head = [
  'RECTYPE',
  'LEA',
  'ESTAB',
  'URN',
  'SCHNAME',
  'TOTPUPS',
  'TELIG',
  'PTRWM_EXP',
  'READPROG',
  'READPROG_LOWER',
  'READPROG_UPPER',
  'MATPROG',
]

/** Brings in a year's key stage 2 results: for each school the share at the expected standard, as a file writes it. */
export const bringKs2 = (database: Database, year: string, shares: Record<number, string>) =>
  bring(
    database,
    `ks2_${year}.csv`,
    csv(
      ks2Head,
      Object.entries(shares).map(([urn, share]) => [
        1,
        850,
        2001,
        urn,
        'x',
        200,
        30,
        share,
        '1',
        '0',
        '2',
        '1',
      ]),
    ),
  )

export const ofstedHead = [
  'Web Link',
  'URN',
  'School name',
  'Latest ungraded inspection number since last graded inspection',
  'Date of latest ungraded inspection',
  'Ungraded inspection publication date',
  'Ungraded inspection overall outcome',
  'Inspection number of latest graded inspection',
  'Inspection type',
  'Inspection start date',
  'Publication date',
  'URN at time of latest graded inspection',
  'School name at time of latest graded inspection',
  'Overall effectiveness',
  'Category of concern',
  'Quality of education',
  'Safeguarding is effective?',
  'Previous inspection number',
  'Previous inspection start date',
  'Previous publication date',
  'Previous graded inspection overall effectiveness',
  'Previous category of concern',
]
