// Declares the three downloads of Get Information About Schools: establishments in every layout (search
// download, full extracts of 2019, 2023 and 2026), links, and groups with their schools.
import { dateOf, numberOf, textOf, urnOf, wholeOf } from '../cells.rules.ts'
import type { Cell, Header, Layout, Reader, Row } from '../layout.rules.ts'
import { positionOf } from '../position.rules.ts'
import { searchable } from '../../register/search.rules.ts'

type Read = (cell: string | undefined) => Cell
const text: Read = textOf
const whole: Read = wholeOf
const date: Read = dateOf
const decimal: Read = (cell) => (cell === undefined ? null : numberOf(cell))
/** GIAS pads what it does not know with nines: an LSOA of 999999999 is none. */
const areaCode: Read = (cell) => {
  const code = textOf(cell)
  return code === null || /^[9X]+$/i.test(code.replace(/^[A-Z]/i, '')) ? null : code
}
const small: Read = (cell) => {
  const value = wholeOf(cell)
  return value !== null && Math.abs(value) < 32_768 ? value : null
}

/** Our column, its type, the publisher's names over the years, how a cell is read. */
const fields: [column: string, type: string, names: string[], read: Read][] = [
  ['name', 'text', ['EstablishmentName'], text],
  ['la_code', 'smallint', ['LA (code)'], small],
  ['la_name', 'text', ['LA (name)'], text],
  ['establishment_number', 'smallint', ['EstablishmentNumber'], small],
  ['ukprn', 'integer', ['UKPRN'], whole],
  ['type_code', 'smallint', ['TypeOfEstablishment (code)'], small],
  ['type', 'text', ['TypeOfEstablishment (name)'], text],
  ['type_group', 'text', ['EstablishmentTypeGroup (name)'], text],
  ['status', 'text', ['EstablishmentStatus (name)'], text],
  ['phase', 'text', ['PhaseOfEducation (name)'], text],
  ['opened_on', 'date', ['OpenDate'], date],
  ['opened_reason', 'text', ['ReasonEstablishmentOpened (name)'], text],
  ['closed_on', 'date', ['CloseDate'], date],
  ['closed_reason', 'text', ['ReasonEstablishmentClosed (name)'], text],
  ['low_age', 'smallint', ['StatutoryLowAge'], small],
  ['high_age', 'smallint', ['StatutoryHighAge'], small],
  ['boarders', 'text', ['Boarders (name)'], text],
  ['nursery', 'text', ['NurseryProvision (name)'], text],
  ['sixth_form', 'text', ['OfficialSixthForm (name)'], text],
  ['gender', 'text', ['Gender (name)'], text],
  ['religious_character', 'text', ['ReligiousCharacter (name)'], text],
  ['religious_ethos', 'text', ['ReligiousEthos (name)'], text],
  ['diocese_code', 'text', ['Diocese (code)'], text],
  ['diocese', 'text', ['Diocese (name)'], text],
  ['admissions', 'text', ['AdmissionsPolicy (name)'], text],
  ['capacity', 'integer', ['SchoolCapacity'], whole],
  ['census_on', 'date', ['CensusDate'], date],
  ['pupils', 'integer', ['NumberOfPupils'], whole],
  ['boys', 'integer', ['NumberOfBoys'], whole],
  ['girls', 'integer', ['NumberOfGirls'], whole],
  ['fsm', 'integer', ['FSM'], whole],
  ['fsm_percent', 'double precision', ['PercentageFSM'], decimal],
  ['trust_code', 'text', ['Trusts (code)'], text],
  ['trust', 'text', ['Trusts (name)'], text],
  ['sponsor', 'text', ['SchoolSponsors (name)'], text],
  ['federation_code', 'text', ['Federations (code)'], text],
  ['federation', 'text', ['Federations (name)'], text],
  ['special_classes', 'text', ['SpecialClasses (name)'], text],
  ['resourced_provision', 'text', ['TypeOfResourcedProvision (name)'], text],
  ['resourced_on_roll', 'integer', ['ResourcedProvisionOnRoll'], whole],
  ['resourced_capacity', 'integer', ['ResourcedProvisionCapacity'], whole],
  ['sen_unit_on_roll', 'integer', ['SenUnitOnRoll'], whole],
  ['sen_unit_capacity', 'integer', ['SenUnitCapacity'], whole],
  ['changed_on', 'date', ['LastChangedDate'], date],
  ['street', 'text', ['Street'], text],
  ['locality', 'text', ['Locality'], text],
  ['address3', 'text', ['Address3'], text],
  ['town', 'text', ['Town'], text],
  ['county', 'text', ['County (name)'], text],
  ['postcode', 'text', ['Postcode'], text],
  ['website', 'text', ['SchoolWebsite'], text],
  ['telephone', 'text', ['TelephoneNum'], text],
  ['head_job_title', 'text', ['HeadPreferredJobTitle'], text],
  ['site_name', 'text', ['SiteName'], text],
  ['region', 'text', ['GOR (name)'], text],
  ['district_code', 'text', ['DistrictAdministrative (code)'], areaCode],
  ['district', 'text', ['DistrictAdministrative (name)'], text],
  ['ward', 'text', ['AdministrativeWard (name)'], text],
  ['constituency', 'text', ['ParliamentaryConstituency (name)'], text],
  ['urban_rural', 'text', ['UrbanRural (name)'], text],
  ['previous_la_code', 'smallint', ['PreviousLA (code)'], small],
  ['previous_establishment_number', 'smallint', ['PreviousEstablishmentNumber'], small],
  ['uprn', 'text', ['UPRN'], text],
  ['msoa_code', 'text', ['MSOA (code)'], areaCode],
  ['lsoa_code', 'text', ['LSOA (code)'], areaCode],
  ['lsoa_name', 'text', ['LSOA (name)'], text],
]

const needed = [
  'URN',
  'EstablishmentName',
  'LA (code)',
  'TypeOfEstablishment (name)',
  'EstablishmentStatus (name)',
]

export const establishments: Layout = {
  kind: 'gias-establishments',
  name: 'GIAS establishments',
  recognises: (h) => needed.every((name) => h.has(name)),
  needsYear: false,
  short: 'fault',
  long: 'joined',
  dateColumn: ['LastChangedDate'],
  open: openEstablishments,
}

function openEstablishments(header: Header): Reader {
  const at = {
    urn: header.at('URN'),
    name: header.at('EstablishmentName'),
    la: header.at('LA (code)'),
    number: header.at('EstablishmentNumber'),
    town: header.at('Town'),
    postcode: header.at('Postcode'),
    easting: header.at('Easting'),
    northing: header.at('Northing'),
    linked: header.at('Linked establishments'),
    head: ['HeadTitle (name)', 'HeadFirstName', 'HeadLastName'].map((n) => header.at(n)),
    needs: Array.from({ length: 13 }, (_, i) => header.at(`SEN${i + 1} (name)`)),
  }
  const present = fields.flatMap(([column, type, names, read]) => {
    const place = header.at(...names)
    return place < 0 ? [] : [{ column, type, place, read }]
  })
  // What is put together from several columns is kept only if the file has those columns.
  const made: [column: string, type: string, of: (row: Row) => Cell][] = [
    [
      'search_text',
      'text',
      (row) => searchable(row[at.name] ?? '', row[at.town] ?? '', row[at.postcode] ?? ''),
    ],
    ['laestab', 'integer', (row) => laestab(wholeOf(row[at.la]), wholeOf(row[at.number]))],
  ]
  if (at.head.every((place) => place >= 0))
    made.push([
      'head_name',
      'text',
      (row) =>
        joined(
          at.head.map((place) => row[place]),
          ' ',
        ),
    ])
  if (at.needs.some((place) => place >= 0))
    made.push([
      'sen_provision',
      'text',
      (row) =>
        joined(
          at.needs.map((place) => (/^not applicable$/i.test(row[place] ?? '') ? '' : row[place])),
          '; ',
        ),
    ])
  if (at.linked >= 0) made.push(['linked_establishments', 'text', (row) => textOf(row[at.linked])])
  if (at.easting >= 0 && at.northing >= 0) {
    // Asked four times of each row.
    let last: { row: Row; position: ReturnType<typeof positionOf> } | null = null
    const position = (row: Row) => {
      if (last?.row !== row)
        last = { row, position: positionOf(wholeOf(row[at.easting]), wholeOf(row[at.northing])) }
      return last.position
    }
    made.push(
      ['easting', 'integer', (row) => (position(row) ? wholeOf(row[at.easting]) : null)],
      ['northing', 'integer', (row) => (position(row) ? wholeOf(row[at.northing]) : null)],
      ['latitude', 'double precision', (row) => position(row)?.latitude ?? null],
      ['longitude', 'double precision', (row) => position(row)?.longitude ?? null],
    )
  }
  const columns = [...present.map((p) => p.column), ...made.map(([column]) => column)]
  return {
    staging: [
      ['urn', 'integer'],
      ...present.map((p): [string, string] => [p.column, p.type]),
      ...made.map(([c, t]): [string, string] => [c, t]),
    ],
    merges: [
      {
        table: 'schools',
        key: ['urn'],
        columns,
        primary: true,
        dated: true,
        from: `SELECT line, urn, ${columns.join(', ')} FROM staged WHERE urn IS NOT NULL`,
      },
    ],
    keyOf: (row) => urnOf(row[at.urn]),
    read: (row, urn) => {
      if (urn === null)
        return { aside: `The column URN holds no school’s number: “${row[at.urn]?.trim() ?? ''}”` }
      if (textOf(row[at.name]) === null) return { aside: 'The school has no name' }
      return {
        records: [[urn, ...present.map((p) => p.read(row[p.place])), ...made.map(([, , of]) => of(row))]],
        parts: 1,
      }
    },
  }
}

/** Seven digits, 8502000; null where the authority or the number is missing. */
const laestab = (la: number | null, number: number | null): number | null =>
  la === null || number === null || la < 100 || la > 999 || number < 0 || number > 9999
    ? null
    : la * 10_000 + number

const joined = (parts: (string | undefined)[], by: string): string | null => {
  const found = parts.flatMap((part) => textOf(part) ?? [])
  return found.length > 0 ? found.join(by) : null
}

export const links: Layout = {
  kind: 'gias-links',
  name: 'GIAS links',
  recognises: (h) => ['URN', 'LinkURN', 'LinkType'].every((name) => h.has(name)),
  needsYear: false,
  short: 'fault',
  long: 'fault',
  open: (header) => {
    const urn = header.at('URN')
    const other = header.at('LinkURN')
    const type = header.at('LinkType')
    const name = header.at('LinkName')
    const since = header.at('LinkEstablishedDate')
    return {
      staging: [
        ['urn', 'integer'],
        ['linked_urn', 'integer'],
        ['link_type', 'text'],
        ['linked_name', 'text'],
        ['established_on', 'date'],
      ],
      merges: [
        {
          table: 'school_links',
          key: ['urn', 'linked_urn', 'link_type'],
          columns: ['linked_name', 'established_on'],
          primary: true,
          from: 'SELECT line, urn, linked_urn, link_type, linked_name, established_on FROM staged WHERE urn IS NOT NULL',
        },
      ],
      keyOf: (row) => `${row[urn]}|${row[other]}|${row[type]?.trim()}`,
      read: (row) => {
        const [from, to, kind] = [urnOf(row[urn]), urnOf(row[other]), textOf(row[type])]
        if (from === null || to === null) return { aside: 'A link needs the numbers of two schools' }
        if (kind === null) return { aside: 'The link does not say what it is' }
        return { records: [[from, to, kind, textOf(row[name]), dateOf(row[since])]], parts: 1 }
      },
    }
  },
}

export const groups: Layout = {
  kind: 'gias-groups',
  name: 'GIAS group links',
  recognises: (h) =>
    h.has('URN') && h.has('Linked UID', 'Group UID') && h.has('Group Name') && h.has('Group Type'),
  needsYear: false,
  // The header of 2019 has one column more than its rows.
  short: 'tolerated',
  long: 'fault',
  open: (header) => {
    const at = {
      urn: header.at('URN'),
      uid: header.at('Linked UID', 'Group UID'),
      name: header.at('Group Name'),
      kind: header.at('Group Type'),
      house: header.at('Companies House Number'),
      status: header.at('Group Status'),
      closed: header.at('Closed Date'),
      joined: header.at('Joined date'),
    }
    const met = new Set<number>()
    return {
      staging: [
        ['urn', 'integer'],
        ['group_uid', 'integer'],
        ['joined_on', 'date'],
        ['name', 'text'],
        ['kind', 'text'],
        ['companies_house_number', 'text'],
        ['status', 'text'],
        ['closed_on', 'date'],
      ],
      merges: [
        {
          table: 'school_group_members',
          key: ['urn', 'group_uid'],
          columns: ['joined_on'],
          primary: true,
          from: 'SELECT line, urn, group_uid, joined_on FROM staged WHERE urn IS NOT NULL',
        },
        // A record of its own, with the group's first row.
        {
          table: 'school_groups',
          key: ['uid'],
          columns: ['name', 'kind', 'companies_house_number', 'status', 'closed_on'],
          primary: false,
          from: `SELECT line, group_uid AS uid, name, kind, companies_house_number, status, closed_on
            FROM staged WHERE urn IS NULL AND group_uid IS NOT NULL`,
        },
      ],
      keyOf: (row) => `${row[at.urn]}|${row[at.uid]}`,
      read: (row) => {
        const [urn, uid, name] = [urnOf(row[at.urn]), wholeOf(row[at.uid]), textOf(row[at.name])]
        if (urn === null)
          return { aside: `The column URN holds no school’s number: “${row[at.urn]?.trim() ?? ''}”` }
        if (uid === null || name === null) return { aside: 'The group has no number or no name' }
        const records: Cell[][] = [[urn, uid, dateOf(row[at.joined]), null, null, null, null, null]]
        if (!met.has(uid)) {
          met.add(uid)
          records.push([
            null,
            uid,
            null,
            name,
            textOf(row[at.kind]),
            textOf(row[at.house]),
            textOf(row[at.status]),
            dateOf(row[at.closed]),
          ])
        }
        return { records, parts: 1 }
      },
    }
  },
}
