// Owns asking which words an organisation's programme uses. Its adopted packs will say; until they can be
// asked, every organisation has the usual ones.
import type { Db } from '#platform/database.ts'
import { usualVocabulary, type Vocabulary } from './vocabulary.rules.ts'

export async function vocabularyOf(_db: Db): Promise<Vocabulary> {
  return Promise.resolve(usualVocabulary)
}
