// Finds a browser (the machine's own Chromium, else the one that ships in a package) and starts it.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

export type BrowserProgram = { executablePath: string; libraries: string | null }

/** The browser's program, and the folder of the libraries it needs where the machine lacks them. */
export async function findBrowser(): Promise<BrowserProgram> {
  for (const path of [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ])
    if (existsSync(path)) return { executablePath: path, libraries: null }
  const { default: packaged } = await import('@sparticuz/chromium')
  const executablePath = await packaged.executablePath()
  const program = { executablePath, libraries: null }
  const works = await launch(program).then(
    async (browser) => {
      await browser.close()
      return true
    },
    () => false,
  )
  if (works) return program
  // The package unpacks the libraries only where it believes to be on its usual host.
  process.env['AWS_EXECUTION_ENV'] = 'AWS_Lambda_nodejs22.x'
  const { inflate } = (await import('@sparticuz/chromium')) as unknown as {
    inflate: (file: string) => Promise<string>
  }
  const require = createRequire(import.meta.url)
  await inflate(join(require.resolve('@sparticuz/chromium'), '../../bin/al2023.tar.br'))
  return { executablePath, libraries: join(tmpdir(), 'al2023', 'lib') }
}

export function launch({ executablePath, libraries }: BrowserProgram): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--headless=new',
    ],
    ...(libraries ? { env: { ...process.env, LD_LIBRARY_PATH: libraries } } : {}),
  })
}
