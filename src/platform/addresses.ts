// Owns writing an address with a query: what is empty is left out, so that a list without filters has a plain address.

/** `/supporters` and {q: 'maths', page: ''} → `/supporters?q=maths`. */
export function addressOf(path: string, query: Record<string, string>): string {
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return text ? `${path}?${text}` : path
}

/** The page asked for, from 1 to the last one there is. */
export function pageOf(asked: string, rows: number, perPage: number): { page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(rows / perPage))
  const page = /^\d{1,6}$/.test(asked) ? Number(asked) : 1
  return { page: Math.min(Math.max(page, 1), pages), pages }
}
