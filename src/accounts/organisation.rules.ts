// Owns what an organisation may be called, coloured and divided into. Pure.

export const organisationKinds = ['local authority', 'trust', 'alliance or hub', 'partnership'] as const
export type OrganisationKind = (typeof organisationKinds)[number]

/** From the widest to the narrowest. */
export const areaKinds = ['county', 'area', 'district', 'locality'] as const
export type AreaKind = (typeof areaKinds)[number]

/** WCAG 2.2, success criterion 1.4.3: text of ordinary size. */
export const LEAST_CONTRAST = 4.5

// Relative luminance and contrast ratio as WCAG 2.2 defines them (section "Terms").
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The contrast ratio of a colour (`#rrggbb`) on white: 1 to 21; null when it is no such colour. */
export function contrastOnWhite(colour: string): number | null {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return null
  return 1.05 / (luminance(colour) + 0.05)
}

/** Why this colour cannot be used, as the sentence to show; null when it can. */
export function whyNotColour(colour: string): string | null {
  const contrast = contrastOnWhite(colour)
  if (contrast === null) return 'Enter a colour as # and six figures or letters from a to f, like #0b4f55'
  if (contrast >= LEAST_CONTRAST) return null
  // Rounded down, so that 4.49 is never shown as the 4.5 it misses.
  const shown = Math.floor(contrast * 100) / 100
  return `This colour has a contrast of ${shown} to 1 on white. Choose a darker one, with at least ${LEAST_CONTRAST} to 1, so that everybody can read it`
}

export type Area = { id: string; parentId: string | null; name: string; kind: AreaKind; version: number }
export type AreaNode = Area & { depth: number }

/** Why an area of this kind cannot lie in that one (null: in the organisation itself); null when it can. */
export function whyNotInside(kind: AreaKind, parent: Area | null): string | null {
  if (!parent || areaKinds.indexOf(parent.kind) < areaKinds.indexOf(kind)) return null
  return `A ${kind} cannot lie in a ${parent.kind}. Choose a wider one`
}

/** The tree as a list, each area after the one it lies in, by name; an area whose parent is missing stands at the top. */
export function areaTree(areas: readonly Area[]): AreaNode[] {
  const known = new Set(areas.map(({ id }) => id))
  const inside = Map.groupBy(
    areas.toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB')),
    ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : null),
  )
  const walk = (parent: string | null, depth: number): AreaNode[] =>
    (inside.get(parent) ?? []).flatMap((area) => [{ ...area, depth }, ...walk(area.id, depth + 1)])
  return walk(null, 0)
}
