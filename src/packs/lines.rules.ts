// YAML with lines: from a text to its data, and from a fault of the data to the line and the words of the text.
// Which data are sound is schema.rules.ts; what belongs together is reading.rules.ts.
import {
  type Alias,
  type Document,
  LineCounter,
  type Node,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  visit,
} from 'yaml'
import { z } from 'zod'
import { type Fault, nearest } from './pack.rules.ts'

export type Path = readonly PropertyKey[]

/** One YAML text with the way from a path in its data back to a line of its file. */
export interface Source {
  readonly file: string
  readonly document: Document
  readonly lines: LineCounter
  /** Lines of the file before the YAML begins. */
  readonly offset: number
}

export function parse(file: string, text: string, offset: number, faults: Fault[]): Source | null {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  for (const error of document.errors) {
    const { line } = lines.linePos(error.pos[0])
    faults.push({ file, line: line + offset, ...yamlFault(error.code, text, error.pos[0], error.message) })
  }
  if (document.errors.length > 0) return null
  const unresolved: Alias[] = []
  visit(document, {
    Alias: (_, alias) => {
      if (!alias.resolve(document)) unresolved.push(alias)
    },
  })
  for (const { source, range } of unresolved) {
    const { line } = lines.linePos(range?.[0] ?? 0)
    const found = quoted(`*${source}`)
    faults.push({ file, line: line + offset, found, expected: `an anchor &${source} above it` })
  }
  if (unresolved.length > 0) return null
  try {
    document.toJS()
  } catch {
    // The library stops at a hundred: names for names for names fill the memory.
    faults.push({ file, line: 1 + offset, found: 'anchors used too often', expected: 'the text itself' })
    return null
  }
  return { file, document, lines, offset }
}

/** The YAML library's errors in our readers' words. */
function yamlFault(
  code: string,
  text: string,
  at: number,
  message: string,
): { found: string; expected: string } {
  const rest = text.slice(at).split('\n', 1)[0]?.trim() ?? ''
  const start = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  if (/^\s*$/.test(start) && start.includes('\t')) {
    return { found: 'a tab', expected: 'blanks at the beginning of a line' }
  }
  switch (code) {
    case 'DUPLICATE_KEY':
      return { found: `${quoted(rest.split(':', 1)[0] ?? '')} a second time`, expected: 'each key once' }
    case 'TAB_AS_INDENT':
      return { found: 'a tab', expected: 'blanks at the beginning of a line' }
    case 'BAD_INDENT':
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { found: quoted(rest), expected: 'a line indented like the lines it belongs to' }
    case 'MISSING_CHAR':
      return {
        found: quoted(rest),
        expected: 'the closing quotation mark or bracket, or a colon after a key',
      }
    default:
      return { found: quoted(rest), expected: `YAML (${message.replaceAll('\n', ' ')})` }
  }
}

export function check<S extends z.ZodType>(
  source: Source,
  schema: S,
  faults: Fault[],
): z.output<S> | undefined {
  const result = schema.safeParse(source.document.toJS() ?? undefined)
  if (result.success) return result.data
  const { issues } = result.error
  for (const issue of issues) {
    // A misspelt key is one fault, not also the lack of the key that was meant.
    const misspelt = issues.some((i) => i.code === 'unrecognized_keys' && samePath(i.path, issue.path))
    if (issue.code !== 'custom' || !misspelt) faults.push(...faultsOf(issue, source, schema))
  }
  return undefined
}

const samePath = (a: Path, b: Path) => a.length === b.length && a.every((step, i) => step === b[i])

function faultsOf(issue: z.core.$ZodIssue, source: Source, schema: z.ZodType): Fault[] {
  const { file } = source
  const at = (path: Path, found: string, expected: string): Fault => ({
    file,
    line: lineOf(source, path),
    found,
    expected,
  })
  // One word may stand for a list of one, so a fault of its first entry is the word's.
  const around = nodeAt(source, issue.path.slice(0, -1))
  const node = issue.path.at(-1) === 0 && isScalar(around) ? around : nodeAt(source, issue.path)
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path)
    return issue.keys.map((key) => {
      const near = nearest(key, known)
      return at(
        [...issue.path, key],
        quoted(key),
        near ? `a key of this part; did you mean ${quoted(near)}?` : `one of ${known.join(', ')}`,
      )
    })
  }
  if (issue.code === 'invalid_key') {
    const key = String(issue.path.at(-1))
    const known = keysAt(schema, issue.path.slice(0, -1))
    const near = nearest(key, known)
    return [
      at(
        issue.path,
        quoted(key),
        near ? `a known name; did you mean ${quoted(near)}?` : `one of ${known.join(', ')}`,
      ),
    ]
  }
  if (node === undefined && issue.path.length > 0 && issue.code !== 'custom') {
    const key = String(issue.path.at(-1))
    return [at(issue.path.slice(0, -1), `no ${quoted(key)}`, `${quoted(key)} here`)]
  }
  const found = describe(node)
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String)
    const near = isScalar(node) ? nearest(describe(node).replaceAll('"', ''), values) : null
    return [
      at(
        issue.path,
        found,
        near ? `one of ${values.join(', ')}; did you mean ${quoted(near)}?` : `one of ${values.join(', ')}`,
      ),
    ]
  }
  if (issue.code === 'invalid_type') return [at(issue.path, found, TYPES[issue.expected] ?? issue.expected)]
  const line = isNode(node) ? lineAt(source, node) : lineOf(source, issue.path)
  return [{ file, line, found, expected: issue.message }]
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'words',
  array: 'a list, each entry after a hyphen',
  object: 'keys with their values',
  record: 'keys with their values',
  number: 'a number',
  int: 'a whole number',
}

function describe(node: unknown): string {
  if (isSeq(node)) return 'a list'
  if (isMap(node))
    return `keys: ${node.items.map(({ key }) => (isScalar(key) ? String(key.value) : '?')).join(', ')}`
  if (isScalar(node)) {
    const { value } = node
    return typeof value === 'string' ? quoted(value) : value === null ? 'nothing' : JSON.stringify(value)
  }
  return 'nothing'
}

export const quoted = (text: string) => `"${text.length > 60 ? `${text.slice(0, 57)}…` : text}"`

function nodeAt(source: Source, path: Path): unknown {
  const node = path.length === 0 ? source.document.contents : source.document.getIn(path, true)
  return node ?? undefined
}

/** The line of the key at the end of `path`, or of the nearest thing around it that is written down. */
export function lineOf(source: Source, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = nodeAt(source, path.slice(0, length - 1))
    const last = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
      if (pair && isNode(pair.key)) return lineAt(source, pair.key)
    } else if (isSeq(parent)) {
      const item = parent.items[Number(last)]
      if (isNode(item)) return lineAt(source, item)
    }
  }
  const whole = source.document.contents
  return isNode(whole) ? lineAt(source, whole) : 1 + source.offset
}

function lineAt(source: Source, node: Node): number {
  return (node.range ? source.lines.linePos(node.range[0]).line : 1) + source.offset
}

/** The keys that the schema knows at a path of the data. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  let at: z.core.$ZodType | undefined = unwrap(schema)
  for (const step of path) {
    if (at instanceof z.ZodObject) at = at.shape[String(step)]
    else if (at instanceof z.ZodArray) at = at.element
    else if (at instanceof z.ZodRecord) at = at.valueType
    at = at && unwrap(at)
  }
  if (at instanceof z.ZodObject) return Object.keys(at.shape)
  if (at instanceof z.ZodRecord && at.keyType instanceof z.ZodEnum) return at.keyType.options.map(String)
  return []
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional) return unwrap(schema.unwrap())
  if (schema instanceof z.ZodLazy) return unwrap(schema.unwrap())
  if (schema instanceof z.ZodPipe) return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in)
  return schema
}
