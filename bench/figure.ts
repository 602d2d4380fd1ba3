// What a benchmark answers: one measured figure, and the limit it is held against; and the middle of its rounds.
export type Figure = {
  what: string
  /** Null when it could not be measured here. */
  value: number | null
  unit: string
  /** In words; '' for a figure that is only told. */
  limit: string
  holds: boolean | null
}

/** The median of an odd number of times. */
export function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
