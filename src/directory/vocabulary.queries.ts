// Owns asking which words an organisation's programme gives to supporters: from the packs it has adopted,
// the newest version of each; the usual ones while it has adopted none.
import type { Db } from '#platform/database.ts'
import { NO_VOCABULARY } from '#src/packs/pack.rules.ts'
import { adoptedFiles, newestPacks } from '#src/packs/packs.queries.ts'
import { readPack } from '#src/packs/reading.rules.ts'
import { type Rate, usualVocabulary, type Vocabulary } from './vocabulary.rules.ts'

// The parts read here name nothing that another area defines.
const PARTS = ['pack.yaml', 'designations.yaml', 'rates.yaml', 'themes.yaml']

// An adopted version never changes, so what it says can be kept.
const kept = new Map<string, Vocabulary>()

export async function vocabularyOf(db: Db): Promise<Vocabulary> {
  const all: Vocabulary[] = []
  for (const { id } of await newestPacks(db)) {
    const said = kept.get(id) ?? (await read(db, id))
    kept.set(id, said)
    if (said.designations.length + said.themes.length + said.rates.length > 0) all.push(said)
  }
  if (all.length === 0) return usualVocabulary
  const rates = new Map<string, Rate>(all.flatMap((one) => one.rates.map((rate) => [rate.key, rate])))
  return {
    designations: [...new Set(all.flatMap((one) => one.designations))],
    themes: [...new Set(all.flatMap((one) => one.themes))],
    rates: [...rates.values()],
  }
}

async function read(db: Db, id: string): Promise<Vocabulary> {
  const files = [...((await adoptedFiles(db, id)) ?? [])].filter(([name]) => PARTS.includes(name))
  const { pack } = readPack(new Map(files), NO_VOCABULARY)
  return {
    designations: pack?.designations.map(({ name }) => name) ?? [],
    themes: pack?.themes.map(({ name }) => name) ?? [],
    // Agreements are made in days: a grant by the term or a payment made once is not theirs.
    rates:
      pack?.rates
        .filter(({ per }) => per === 'day' || per === 'half day')
        .map(({ id, what, pence, per }) => ({
          key: id,
          name: what,
          pencePerDay: pence === null ? null : per === 'day' ? pence : pence * 2,
        })) ?? [],
  }
}
