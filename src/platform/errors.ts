// Owns the three surprises that may be thrown on purpose; each becomes a page in one place (app.tsx).
// Expected outcomes (a form with faults, a rule that says no) are values, not errors.

/** There is no such record, or it belongs to somebody else: the two look the same. */
export class NotFound extends Error {
  override name = 'NotFound'
}

/** The person is known and may not do this. `why` is the sentence to show where it is not for want of a role. */
export class Forbidden extends Error {
  override name = 'Forbidden'
  readonly why: string | null
  constructor(action: string, why: string | null = null) {
    super(action)
    this.why = why
  }
}

export type ConflictField = { name: string; label: string; theirs: string; yours: string }

/** Somebody saved the record since this form was read. Both versions are shown; neither is lost. */
export class Conflict extends Error {
  override name = 'Conflict'
  readonly fields: readonly ConflictField[]
  /** The version that stands now: what "keep mine" has to be sent with. */
  readonly version: number
  /** Where the record as it stands can be read. */
  readonly address: string
  constructor(address: string, version: number, fields: readonly ConflictField[]) {
    super('This record was changed by somebody else in the meantime')
    this.address = address
    this.version = version
    this.fields = fields
  }
}
