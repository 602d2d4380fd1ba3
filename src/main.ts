// Start: configuration → database → jobs → web; and the way out again.
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { createApp, navigation } from '#src/app.tsx'
import { addressOf } from '#platform/configuration.ts'
import type { Platform } from '#platform/exchange.ts'
import { fileJobs, filesFolder, sweepFiles } from '#platform/files.ts'
import { type Installation, openInstallation } from '#platform/installation.ts'
import { runJobs } from '#platform/jobs.ts'
import { carrierOf } from '#platform/carriers.ts'
import { sendMessageJob } from '#platform/mail.ts'
import { root } from '#platform/root.ts'
import { tidyingJobs } from '#platform/tidying.ts'
import { planRegular, regularJobs } from '#src/schools/imports/regular.actions.ts'
import { endInterrupted, importJobs } from '#src/schools/imports/uploads.actions.ts'

export type Running = { address: string; installation: Installation; stop: () => Promise<void> }

/** Starts everything. `prepare` runs once the database is there and before the first request. */
export async function start(
  prepare: (installation: Installation) => Promise<void> = async () => {},
): Promise<Running> {
  const installation = await openInstallation()
  const { configuration, database, log } = installation
  try {
    await prepare(installation)
    const assets = JSON.parse(
      readFileSync(join(root, 'dist/public/manifest.json'), 'utf8'),
    ) as Platform['assets']
    const platform: Platform = {
      configuration,
      database,
      log,
      assets,
      navigation,
      address: addressOf(configuration),
    }
    const app = createApp(platform)
    const server = serve({ fetch: app.fetch, port: configuration.PORT, hostname: configuration.HOST })
    await new Promise<void>((listening, fail) => {
      server.once('listening', listening)
      server.once('error', (error: NodeJS.ErrnoException) =>
        fail(
          error.code === 'EADDRINUSE'
            ? new Error(
                `Port ${configuration.PORT} is taken: by another program, or by Alongside running already. Stop that, or set PORT to another number, for instance PORT=${configuration.PORT + 1}.`,
              )
            : error,
        ),
      )
    })
    platform.address = addressOf(configuration, (server.address() as AddressInfo).port)
    await endInterrupted(database)
    const folder = filesFolder(configuration)
    // Where uploads lay before they were files like all others: nothing there is of use any more.
    await rm(join(configuration.ALONGSIDE_DATA, 'uploads'), { recursive: true, force: true })
    const swept = await sweepFiles(database, folder)
    if (swept > 0) log.info({ files: swept }, 'removed files that a process left behind')
    const tasks = {
      ...tidyingJobs(database),
      'send-message': sendMessageJob(database, carrierOf(configuration)),
      ...fileJobs(database, folder),
      ...importJobs(database, folder),
      ...regularJobs(database, configuration, () => platform.address),
    }
    await planRegular(database)
    const jobs = await runJobs(database, log, tasks, ['platform.tidy', 'files.tidy'])
    const stop = async () => {
      await new Promise<void>((closed) => {
        server.close(() => closed())
        if ('closeIdleConnections' in server) server.closeIdleConnections()
        setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 5_000).unref()
      })
      await jobs.stop()
      await installation.close()
    }
    return { address: platform.address, installation, stop }
  } catch (error) {
    await installation.close()
    throw error
  }
}
