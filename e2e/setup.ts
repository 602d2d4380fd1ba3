// Starts the built product as a newcomer would: `alongside start` over an empty data folder, with the
// demonstration county. The journeys get its address and the browser's program.
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { root } from '#platform/root.ts'
import { findBrowser } from './program.ts'

declare module 'vitest' {
  interface ProvidedContext {
    address: string
    browser: { executablePath: string; libraries: string | null }
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-journeys-'))
  chmodSync(folder, 0o755) // the account that runs PostgreSQL must get in
  const product = await startProduct(folder, [])
  project.provide('address', product.address)
  project.provide('browser', await findBrowser())
  return async () => {
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

export type Product = { address: string; stop: () => Promise<void> }

/** Starts the built product over a data folder and waits for its address. */
export async function startProduct(
  folder: string,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Product> {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'start', '--json', ...args], {
    env: {
      ...process.env,
      ALONGSIDE_DATA: folder,
      PORT: '0',
      LOG_LEVEL: 'error',
      DATABASE_URL: '',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const address = await new Promise<string>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('\n')) done((JSON.parse(said) as { address: string }).address)
    })
    void ended.then((code) =>
      fail(new Error(`The product ended with ${code} before it was ready:\n${errors}`)),
    )
  })
  return {
    address,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
