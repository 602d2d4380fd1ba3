// The words that a programme pack may use without defining them, gathered from the areas that own them:
// measures, inspection frameworks with their judgements and grades, national tests.
import type { Vocabulary } from '#src/packs/pack.rules.ts'
import { measures } from '#src/schools/evidence/measures.rules.ts'
import { type Judgement, frameworks } from '#src/schools/inspections/frameworks.rules.ts'
import { NATIONAL_TEST_NAMES } from './national-tests.rules.ts'

// A record, so that the compiler says when a judgement is missing here.
const judgements: Record<Judgement, true> = {
  overall: true,
  'quality of education': true,
  'behaviour and attitudes': true,
  'personal development': true,
  'leadership and management': true,
  'early years': true,
  'sixth form': true,
  safeguarding: true,
  outcomes: true,
  'teaching, learning and assessment': true,
  'personal development, behaviour and welfare': true,
  achievement: true,
  teaching: true,
  'behaviour and safety': true,
  inclusion: true,
  'curriculum and teaching': true,
  'attendance and behaviour': true,
  'personal development and well-being': true,
  'leadership and governance': true,
  'post-16': true,
}

export const VOCABULARY: Vocabulary = {
  measures: measures.map(({ code }) => code),
  nationalTests: NATIONAL_TEST_NAMES,
  frameworks: frameworks.map(({ code }) => code).toReversed(),
  judgements: Object.keys(judgements),
  grades: [...new Set([...frameworks.flatMap(({ scale }) => scale), 'not effective', 'not met'])],
  categoriesOfConcern: [
    'notice to improve',
    'serious weaknesses',
    'requires significant improvement',
    'special measures',
  ],
}
