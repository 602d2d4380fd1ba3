// Owns how far two schools are apart. A position that is not known gives no distance, never nought.

export type Position = { latitude: number; longitude: number }

const EARTH_RADIUS_KM = 6_371.0088 // mean radius (IUGG)
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance in kilometres between two WGS84 positions in degrees; null when either is not known. */
export function greatCircleKm(a: Position | null, b: Position | null): number | null {
  if (!a || !b) return null
  const [north, south] = [radians(a.latitude), radians(b.latitude)]
  const half =
    Math.sin((south - north) / 2) ** 2 +
    Math.cos(north) * Math.cos(south) * Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(half)))
}

/** '12 km', '0.8 km' (one decimal below 10 km), or 'distance not known'. */
export function showDistance(km: number | null): string {
  if (km === null) return 'distance not known'
  return `${km < 10 ? km.toFixed(1).replace('.0', '') : Math.round(km)} km`
}
