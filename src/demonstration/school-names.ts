// Owns the invented schools' names. A name says what the register's names say: place, church, phase.

import { TYPES, type SchoolKind, type TypeKey } from './establishment-types.ts'
import type { Place } from './places.ts'
import type { Chance } from './random.ts'

const FIRST =
  'Alder Beacon Cobble Dove Elm Falcon Goose Hazel Ivy Kestrel Lark Mill Otter Plum Quarry Rook Swan Teasel'
const SECOND = 'bank croft dale field gate hurst lea mead ridge side view wood'
// The accented and dashed ones are there on purpose: the register is in Windows-1252.
const SAINTS = [
  'St Aldhelm’s',
  'St Botolph’s',
  'St Chad’s',
  'St Dunstan’s',
  'St Etheldreda’s',
  'St Thérèse’s',
  'St Giles’',
  'St Hilda’s',
  'St Werburgh’s',
  'St John Fisher',
  'Our Lady of the Fen',
  'Holy Rood',
  'All Hallows',
  'Sacred Heart',
  'St Swithun’s',
  'St Oswald’s',
]

export interface NameBook {
  /** A name that no other school of the run has. */
  nameFor(luck: Chance, wish: NameWish): string
}

export interface NameWish {
  kind: SchoolKind
  type: TypeKey
  place: Place
  religion: string
  /** The name's own part, when two schools share it (an infant and its junior school). */
  stem?: string
}

export function nameBook(): NameBook {
  const taken = new Set<string>()
  return {
    nameFor(luck, wish) {
      for (let attempt = 0; attempt < 500; attempt += 1) {
        const name = `${wish.stem ?? stemFor(luck, wish, attempt)} ${endingFor(wish)}`
        if (taken.has(name)) {
          if (wish.stem !== undefined) throw new Error(`The name ${name} is taken.`)
          continue
        }
        taken.add(name)
        return name
      }
      throw new Error('No name left.')
    },
  }
}

export function stemFor(luck: Chance, wish: Omit<NameWish, 'stem'>, attempt: number): string {
  if (wish.religion !== 'Does not apply') {
    const saint = luck.pick(SAINTS)
    if (wish.place.kind === 'village' && wish.religion === 'Church of England' && attempt === 0)
      return wish.place.name
    return attempt < 4 ? saint : `${saint} ${wish.place.name}`
  }
  if (attempt === 0 && (wish.place.kind === 'village' || wish.kind === 'secondary')) return wish.place.name
  return `${luck.pick(FIRST.split(' '))}${luck.pick(SECOND.split(' '))}`
}

function endingFor(wish: NameWish): string {
  const church =
    wish.religion === 'Roman Catholic'
      ? 'Catholic '
      : wish.religion === 'Church of England'
        ? wish.type === 'controlled'
          ? 'Church of England (Controlled) '
          : 'CofE '
        : wish.religion === 'Methodist'
          ? 'Methodist '
          : ''
  const academy = TYPES[wish.type].academy ? 'Academy' : 'School'
  switch (wish.kind) {
    case 'nursery':
      return 'Nursery School'
    case 'infant':
      return `${church}Infant School`
    case 'junior':
      return `${church}Junior ${academy}`
    case 'primary':
      return wish.type === 'free' ? 'Free School – Primary' : `${church}Primary ${academy}`
    case 'middle-primary':
    case 'middle-secondary':
      return `${church}Middle School`
    case 'secondary':
      return wish.type === 'technical' ? 'University Technical College' : `${church}High ${academy}`
    case 'all-through':
      return `${church}All-Through School`
    case 'sixteen-plus':
      return 'Sixth Form'
    case 'special':
      return `Special ${academy}`
    case 'alternative':
      return academy === 'Academy' ? 'Academy (Alternative Provision)' : 'Pupil Referral Unit'
    default:
      return 'Preparatory School'
  }
}
