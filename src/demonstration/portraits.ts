// Owns the words of a supporter's pen portrait: own strengths, the school's strengths, where prepared to go, and what
// each theme rests on. Every sentence is ours.

import type { Chance } from './random.ts'
import type { School } from './schools.ts'

export interface Portrait {
  own: string
  school: string
  where: string
  restsOn: (theme: string) => string
}

const OWN: Readonly<Record<string, string>> = {
  'Leadership and management':
    'I help heads find the two or three things that matter this term and let the rest wait.',
  "A new head's first years": 'I remember my own first year well, and I am good company in somebody else’s.',
  'Quality of teaching and learning': 'I plan and teach beside colleagues rather than tell them how.',
  'Behaviour and attendance': 'I have brought calm to two schools and know which routines come first.',
  'Assessment and tracking': 'I turn a spreadsheet into three questions that teachers want to answer.',
  'Special needs and vulnerable groups': 'I help class teachers keep every child in the lesson.',
  English: 'I have led early reading and writing across three key stages.',
  Mathematics: 'I coach teachers to slow down and use fewer, better problems.',
  'Early years': 'I set up rooms and days in which the youngest talk and play with purpose.',
  Governance: 'I chair calmly, ask the third question and write short minutes.',
}

const RESTS: readonly string[] = [
  'Led this here for four years; results have held well above those of similar schools',
  'Strong outcome at our last two inspections',
  'Supported two other schools, each evaluated as having had clear impact',
  'Wrote and ran the county’s course',
  'Accredited by the awarding body after a visit to the school',
]

const WHERE: readonly string[] = [
  'Anywhere in the county that I can reach by nine.',
  'My own district and its neighbours; further for a short piece of work.',
  'Small village schools especially.',
  'Town schools with many children who are new to English.',
  'Anywhere with a bus or a car park.',
]

export function portraitOf(
  luck: Chance,
  school: School,
  themes: readonly string[],
  designation: string,
): Portrait {
  const own = themes.map((theme) => OWN[theme]).filter((sentence) => sentence !== undefined)
  const size =
    school.cohort < 18
      ? 'a small village school'
      : school.cohort > 120
        ? 'a large school'
        : 'a school of middling size'
  const intake = school.disadvantaged > 0.3 ? 'where many families have little' : 'with a mixed intake'
  const strength = luck.pick([
    'Visitors remark on how well pupils talk about their work.',
    'Staff stay, and new ones are looked after.',
    'Pupils with special needs do as well as anybody.',
    'Our subject leaders know their subjects in every class.',
  ])
  return {
    own: own.slice(0, 2).join(' '),
    school: `We are ${size} ${intake}. ${strength}`,
    where: luck.pick(WHERE),
    restsOn: (theme) =>
      designation === 'Leading teacher' && theme === 'Mathematics'
        ? 'Lessons seen by the county’s adviser'
        : luck.pick(RESTS),
  }
}
