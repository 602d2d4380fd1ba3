// Owns querying a likely pupil name before a record is saved. A thin guess by the words around a name: it will
// miss names, and it will query some that are no pupil's; a person decides.

const NAME = String.raw`[A-Z][a-zà-ÿ]+(?:[-'’][A-Z]?[a-zà-ÿ]+)?`
const patterns: readonly RegExp[] = [
  // "pupil Jo Bloggs", "a child called Jo"
  new RegExp(
    String.raw`\b(?:[Pp]upils?|[Cc]hild(?:ren)?|[Ss]tudents?|[Bb]oys?|[Gg]irls?|[Ll]earners?)(?:,| called| named)? (${NAME}(?: ${NAME})?)`,
    'g',
  ),
  // "Jo (Y5)", "Jo Bloggs (aged 9)"
  new RegExp(String.raw`\b(${NAME}(?: ${NAME}\.?)?),? \((?:Y|Yr|Year|R|[Aa]ged) ?\d{0,2}\)`, 'g'),
  // "Jo in Year 4"
  new RegExp(String.raw`\b(${NAME}(?: ${NAME})?) (?:in|from|of) (?:Year|Y|Yr|Class|Reception)\b`, 'g'),
  // "Jo's mother"
  new RegExp(
    String.raw`\b(${NAME})['’]s (?:mum|mother|dad|father|parents?|carers?|family|behaviour|attendance|reading age)\b`,
    'g',
  ),
]

// Words that begin with a capital and are nobody's name.
const common = new Set(
  'A An The In On At It He She They We All Each Some Most Many Key Stage Year Class Reception Monday Tuesday Wednesday Thursday Friday January February March April May June July August September October November December English Maths Mathematics Science History Geography French Spanish Welsh Art Music Ofsted SEN SENCO EAL Autumn Spring Summer School Teaching Reading Writing Head Governors Every Other Both Progress Premium Premiums Voice Voices Work Books Outcomes Pupils Pupil Children Child Boys Girls Students Learners Teachers Staff Lessons Parents Attendance Behaviour Phonics Assessment Leaders Governor'.split(
    ' ',
  ),
)

/**
 * Words in the texts that stand where a pupil's name might, each once, as written. `known`: names of people who
 * are named on purpose (supporter, head, adviser) and of the schools; their words are not queried.
 */
export function likelyPupilNames(
  texts: readonly (string | null)[],
  known: readonly (string | null)[],
): string[] {
  const spared = new Set(known.flatMap((name) => name?.split(/[\s,]+/) ?? []))
  const found = new Set<string>()
  for (const text of texts)
    for (const pattern of patterns)
      for (const [, name = ''] of (text ?? '').matchAll(pattern)) {
        const words = name.split(' ')
        if (words.some((word) => !common.has(word) && !spared.has(word)) && !common.has(words[0]!))
          found.add(name)
      }
  return [...found]
}
