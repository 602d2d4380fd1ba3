// A heading whose level depends on where it stands.
import { jsx } from 'hono/jsx'
import type { Content } from './markup.ts'

export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6

export function Heading(props: {
  level: HeadingLevel
  class: string
  id?: string | undefined
  children?: Content
}) {
  const { level, children, ...rest } = props
  return jsx(`h${level}`, rest, children)
}
