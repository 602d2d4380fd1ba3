// A folder of a test file's own, gone when its tests are over.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Call it at the top of a test file, or of a fixture. `what` tells the folder from others. */
export function testFolder(what: string): string {
  const folder = mkdtempSync(join(tmpdir(), `alongside-${what}-`))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
