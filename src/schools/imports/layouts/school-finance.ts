// Declares consistent financial reporting (CFR): pounds per pupil by school, with published medians of
// authorities, London and England among the rows.
import { figuresLayout } from './observations.ts'

export const finance = figuresLayout({
  kind: 'school-finance',
  name: 'CFR workbook',
  family: 'school finance',
  cohort: 'PUPILS',
  recognises: (h) =>
    h.has('URN') && h.has('TOTALINCOME') && h.has('TEACHINGSTAFF') && h.has('TOTALEXPENDITURE'),
  // The oldest columns name their year (T1718CAT1 is 2017-18); the newest of them is the file's.
  yearIn: (h) => {
    const years = h.names.flatMap((n) => /^T(\d\d)(\d\d)CAT1$/i.exec(n.trim())?.[2] ?? [])
    return years.length > 0 ? 2000 + Math.max(...years.map(Number)) : null
  },
  areaOf: (get) => {
    const code = get('LA').toUpperCase()
    const schools = [get('MEDIAN'), get('FSMBAND') && `${get('FSMBAND')} free school meals`]
      .filter(Boolean)
      .join(', ')
      .toLowerCase()
    if (/^LA(-|$)/.test(code)) return { area: get('URN'), population: schools }
    if (/^NAT(-|$)/.test(code)) return { area: 'England', population: schools }
    if (/^LONDON(-|$)/.test(code)) return { area: 'London', population: schools }
    if (/^NON-LONDON(-|$)/.test(code)) return { area: 'outside London', population: schools }
    return null
  },
  figures: [
    ['PUPILS', 'finance_pupils'],
    ['FSM', 'finance_fsm_percent'],
    ['GRANTFUNDING', 'finance_grant_income'],
    ['SELFGENERATEDINCOME', 'finance_own_income'],
    ['TOTALINCOME', 'finance_total_income'],
    ['TEACHINGSTAFF', 'finance_teaching_staff'],
    ['SUPPLYTEACHERS', 'finance_supply_teachers'],
    ['EDUCATIONSUPPORTSTAFF', 'finance_support_staff'],
    ['PREMISES', 'finance_premises'],
    ['BACKOFFICE', 'finance_back_office'],
    ['CATERING', 'finance_catering'],
    ['OTHERSTAFF', 'finance_other_staff'],
    ['ENERGY', 'finance_energy'],
    ['LEARNINGRESOURCES', 'finance_learning_resources'],
    ['ICT', 'finance_ict'],
    ['BOUGHTINPROFESSIONALSERVICES', 'finance_bought_in'],
    ['OTHER', 'finance_other'],
    ['TOTALEXPENDITURE', 'finance_total_expenditure'],
  ],
})
