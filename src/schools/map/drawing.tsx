// Owns the drawing of the map: an SVG whose marks are links, so that it works without script and by keyboard.
import {
  APART,
  gridLines,
  type Label,
  type Mark,
  showMetres,
  SIZE,
  type Tile,
  type View,
} from './map.rules.ts'
import type { Kind, Shape } from './kinds.rules.ts'

export type DrawnSchool = { urn: number; name: string; kind: Kind }

const paths: Record<Exclude<Shape, 'circle' | 'ring'>, string> = {
  square: 'M-9-9H9V9H-9Z',
  diamond: 'M0-12L12 0L0 12L-12 0Z',
  triangle: 'M0-12L12 9H-12Z',
  cross: 'M-4-11H4V-4H11V4H4V11H-4V4H-11V-4H-4Z',
  hexagon: 'M-6-10H6L12 0L6 10H-6L-12 0Z',
}

/** One mark, about 22 units wide, white-edged so that it shows on anything. */
export function Symbol({ kind }: { kind: Kind }) {
  if (kind.shape === 'ring') return <circle r="8" fill="#ffffff" stroke={kind.colour} stroke-width="4" />
  if (kind.shape === 'circle') return <circle r="10" fill={kind.colour} stroke="#ffffff" stroke-width="2" />
  return <path d={paths[kind.shape]} fill={kind.colour} stroke="#ffffff" stroke-width="2" />
}

const round = (value: number) => Math.round(value * 10) / 10
const place = ({ x, y }: { x: number; y: number }) => `translate(${round(x)} ${round(y)})`

export function Drawing(props: {
  view: View
  marks: readonly Mark<DrawnSchool>[]
  labels: readonly Label[]
  tiles: readonly Tile[]
  /** Where a mark of several schools leads. */
  nearer: (members: Mark<DrawnSchool>) => string
}) {
  const { view, tiles } = props
  const lines = gridLines(view)
  const bar = (lines.step / view.width) * SIZE
  return (
    <svg class="alongside-map" viewBox={`0 0 ${SIZE} ${SIZE}`} role="group" aria-label="Map of schools">
      <rect width={String(SIZE)} height={String(SIZE)} fill="#f4f8f8" />
      {tiles.map((tile) => (
        <image
          href={tile.href}
          x={String(round(tile.x))}
          y={String(round(tile.y))}
          width={String(round(tile.size + 0.3))}
          height={String(round(tile.size + 0.3))}
        />
      ))}
      {tiles.length > 0 ? null : (
        <g stroke="#d5dfe0" stroke-width="1" aria-hidden="true">
          {lines.across.map((x) => (
            <path d={`M${round(x)} 0V${SIZE}`} />
          ))}
          {lines.up.map((y) => (
            <path d={`M0 ${round(y)}H${SIZE}`} />
          ))}
        </g>
      )}
      {props.marks.map((mark) => {
        const [first] = mark.members
        if (mark.members.length === 1)
          return (
            <a href={`/schools/${first!.urn}`} aria-label={`${first!.name}: ${first!.kind.label}`}>
              <title>{`${first!.name}: ${first!.kind.label}`}</title>
              <g transform={place(mark)}>
                <circle class="alongside-map__focus" r="20" />
                <Symbol kind={first!.kind} />
              </g>
            </a>
          )
        const words = `${mark.members.length.toLocaleString('en-GB')} schools: ${counted(mark.members)}`
        return (
          <a href={props.nearer(mark)} aria-label={words}>
            <title>{words}</title>
            <g transform={place(mark)}>
              <circle class="alongside-map__focus" r={String(APART / 2)} />
              <circle r={String(APART / 2 - 3)} fill="#ffffff" stroke="#0b0c0c" stroke-width="2" />
              <text class="alongside-map__count" y="7" text-anchor="middle">
                {mark.members.length}
              </text>
            </g>
          </a>
        )
      })}
      {tiles.length > 0 ? null : (
        <g class="alongside-map__towns" aria-hidden="true">
          {props.labels.map((label) => (
            <text x={String(round(label.x))} y={String(round(label.y))} text-anchor="middle">
              {label.text}
            </text>
          ))}
        </g>
      )}
      <g aria-hidden="true" transform={`translate(12 ${SIZE - 14})`}>
        <rect x="-6" y="-22" width={String(round(bar + 12))} height="30" fill="#ffffff" opacity="0.85" />
        <path d={`M0-6V0H${round(bar)}V-6`} fill="none" stroke="#0b0c0c" stroke-width="2" />
        <text class="alongside-map__scale" x="4" y="-8">
          {showMetres(lines.step)}
        </text>
      </g>
    </svg>
  )
}

/** "9 primary, 3 special": what a mark of several schools holds. */
function counted(members: readonly DrawnSchool[]): string {
  const counts = new Map<string, { order: number; count: number }>()
  for (const { kind } of members)
    counts.set(kind.label, { order: kind.order, count: (counts.get(kind.label)?.count ?? 0) + 1 })
  return [...counts]
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([label, { count }]) => `${count} ${label.charAt(0).toLowerCase()}${label.slice(1)}`)
    .join(', ')
}
