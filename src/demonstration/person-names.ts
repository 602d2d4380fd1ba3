// Owns the invented people's names: ordinary given names and surnames, put together by a draw.
// They stand for nobody. The test checks that none equals a person named in the source documents.

import { chance } from './random.ts'

export interface PersonName {
  title: string
  given: string
  family: string
}

const WOMEN =
  'Adaeze Alison Amina Anjali Beatrix Bronwen Carys Chloe Comfort Delphine Eleni Farah Fenella Gwen Hafsa Harriet ' +
  'Imogen Ingrid Isla Jamila Keziah Lavinia Leila Mabel Marguerite Meera Nadia Niamh Ottilie Parveen Philippa ' +
  'Rosalind Sabine Saoirse Shanice Sunita Tabitha Thandi Ursula Verity Winifred Xanthe Yasmin Zofia'
const MEN =
  'Abdul Alasdair Ambrose Arjun Barnaby Caspian Cyprian Dafydd Desmond Emeka Faisal Fergus Gareth Gideon Hamish ' +
  'Idris Jasper Kwame Leopold Lorcan Magnus Mateusz Nikhil Obadiah Osman Padraig Quentin Rafferty Rohan Rufus ' +
  'Sanjay Silas Tariq Thaddeus Tobias Tunde Ulric Vikram Wilfred Yusuf'
const FAMILIES =
  'Adeyinka Appledore Ashgrove Attenbrow Bagshawe Barrowclough Bellweather Bickerdyke Birtwhistle Blenkinsop ' +
  'Brackenbury Bristowe Calloway Chakrabarty Cheeseworth Clutterbuck Copplestone Cranleigh Culpepper Dalrymple ' +
  'Dankworth Delacour Dimbleton Drinkwater Eberhardt Entwhistle Everdene Fairweather Farthingale Featherstone ' +
  'Fernsby Fothergill Gathercole Goldsworthy Greenhalgh Gurnsey Haddonstone Hathersage Hawthornthwaite Heatherington ' +
  'Hollingbery Honeychurch Iqbalzai Ironside Jellicoe Kamarade Kettlewell Kilbracken Lillywhite Loveridge ' +
  'Lumberstone Mainwright Marchbanks Merriweather Micklethwaite Nightingale Nwachukwu Oakenfold Okonjo Ollerenshaw ' +
  'Osterley Pargeter Peasgood Penhaligon Pettigrew Popplewell Quartermaine Raghunathan Ravenscroft Rowbotham ' +
  'Saltonstall Satterthwaite Shacklady Silverwood Siddhartan Snodgrass Sparrowhawk Stubblefield Summerscale ' +
  'Tattersfield Thistlethwaite Thornycroft Tiddeman Tregowan Twelvetrees Underhay Vaizey Venkatraman Wadsley ' +
  'Wetherall Whitwam Wigglesworth Winterbourne Wolstencroft Woodruffe Yarborough Yellowlees'

/**
 * So many different people for a seed and a purpose. Every full name occurs once within one call.
 * Throws when more are asked for than can be put together.
 */
export function people(seed: number, purpose: string, many: number): PersonName[] {
  const luck = chance(seed, 'people', purpose)
  const women = WOMEN.split(' ')
  const men = MEN.split(' ')
  const families = FAMILIES.split(' ')
  if (many > (women.length + men.length) * families.length * 0.5) throw new Error('Not enough names.')
  const taken = new Set<string>()
  const found: PersonName[] = []
  while (found.length < many) {
    const woman = luck.happens(0.6)
    const given = luck.pick(woman ? women : men)
    const family = luck.pick(families)
    if (taken.has(`${given} ${family}`)) continue
    taken.add(`${given} ${family}`)
    const title = luck.happens(0.08) ? 'Dr' : woman ? luck.pick(['Mrs', 'Miss', 'Ms']) : 'Mr'
    found.push({ title, given, family })
  }
  return found
}

export function fullName(name: PersonName): string {
  return `${name.given} ${name.family}`
}

/** An address that can never reach anybody: example.org is reserved. */
export function emailOf(name: PersonName, organisation: string): string {
  return `${name.given}.${name.family}@${organisation}.example.org`
    .toLowerCase()
    .replaceAll(/[^a-z0-9.@-]/g, '')
}
