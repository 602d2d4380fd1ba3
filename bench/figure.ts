// What a benchmark answers: one measured figure, and the limit it is held against.
export type Figure = {
  what: string
  /** Null when it could not be measured here. */
  value: number | null
  unit: string
  /** In words; '' for a figure that is only told. */
  limit: string
  holds: boolean | null
}
