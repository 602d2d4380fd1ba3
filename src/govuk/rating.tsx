// A rating as word, shape and colour, never colour alone; and the way it is going.
export type Rating = 'green' | 'amber' | 'red' | 'unknown'
export type Direction = 'improving' | 'steady' | 'declining'

export type RatingTagProps = {
  rating: Rating
  /** The word, where the programme has one of its own. */
  text?: string | undefined
  direction?: Direction | null | undefined
}

const WORDS: Record<Rating, string> = { green: 'Green', amber: 'Amber', red: 'Red', unknown: 'Not rated' }

export function RatingTag({ rating, text, direction }: RatingTagProps) {
  return (
    <span class={`alongside-rating alongside-rating--${rating}`}>
      <span class="alongside-rating__word">
        <svg class="alongside-rating__shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <Shape rating={rating} />
        </svg>
        {text ?? WORDS[rating]}
      </span>
      {direction ? <span class="alongside-rating__direction">, {direction}</span> : null}
    </span>
  )
}

function Shape({ rating }: { rating: Rating }) {
  if (rating === 'amber') return <path d="M8 1 15 15H1z" />
  if (rating === 'red') return <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />
  return <circle cx="8" cy="8" r="7" />
}
