// Owns how names are made alike for searching: no accents, no apostrophes, no capitals, "and" for &.

/** Text as search compares it. The empty string stays empty. */
export const plain = (text: string): string =>
  // Most names hold nothing but letters and single blanks, and a register has 50,000 of them.
  /[^a-z0-9 ]| {2}|saint/i.test(text) ? reduced(text) : text.toLowerCase().trim()

const reduced = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/['’‘`´]/g, '')
    .replace(/&/g, ' and ')
    .replace(/\bsaint\b/g, 'st')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** What a school is found by: its name, town, and postcode with and without its blank. */
export function searchable(name: string, town: string, postcode: string): string {
  const code = plain(postcode)
  return [plain(name), plain(town), code, code.replace(/ /g, '')].filter(Boolean).join(' ')
}
