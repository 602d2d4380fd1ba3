// Owns the way from British National Grid to latitude and longitude.
import proj4 from 'proj4'

// EPSG:27700 with the published seven-parameter shift: good to about five metres, which is finer than
// the eastings of GIAS, often a postcode's.
const grid =
  '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs'
const toDegrees = proj4(grid, 'WGS84')

/**
 * WGS84 degrees of an easting and northing in metres, rounded to six places (about 0.1 m), or null
 * where they are missing or outside the grid (GIAS writes 0,0 for schools abroad).
 */
export function positionOf(
  easting: number | null,
  northing: number | null,
): { latitude: number; longitude: number } | null {
  if (easting === null || northing === null) return null
  if (easting <= 0 || easting > 700_000 || northing <= 0 || northing > 1_300_000) return null
  const [longitude, latitude] = toDegrees.forward([easting, northing])
  return { latitude: round(latitude), longitude: round(longitude) }
}

/** The easting and northing in whole metres of WGS84 degrees. */
export function gridOf(latitude: number, longitude: number): { easting: number; northing: number } {
  const [easting, northing] = toDegrees.inverse([longitude, latitude])
  return { easting: Math.round(easting), northing: Math.round(northing) }
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
