// What a matching instance is, as data: the shape that the web, the command and the tests all hand to the
// engine. Reading and checking it is instance-file.ts; the compact form that the search works on is compile.ts.

export interface Need {
  id: string
  /** Days of support wanted, ≥ 0: what one supporter gives this need, unless the pair has days of its own. */
  days: number
  /** Any finite number; categories are served in ascending order, the lowest number first. */
  category: number
  /** How many supporters it may have, a whole number ≥ 1; 1 when absent. */
  most?: number
}

export interface Supporter {
  id: string
  /** Days free, ≥ 0. */
  days: number
}

export interface Pair {
  need: string
  supporter: string
  /** How good this pair is; any finite number, also negative. */
  score: number
  /** Days this supporter spends on this need (travel counts); the need's own days when absent. */
  days?: number
}

export interface PairName {
  need: string
  supporter: string
}

export interface Instance {
  needs: Need[]
  supporters: Supporter[]
  pairs: Pair[]
  /** Pairs that must be part of the answer. */
  pins?: PairName[]
  /** Pairs that must not be. */
  exclusions?: PairName[]
  /** Added to a category's value for each need of it that is served at all, ≥ 0; 0 when absent. */
  servedReward?: number
}
