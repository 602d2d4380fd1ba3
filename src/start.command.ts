// Owns `alongside start`: the web server in the foreground, the demonstration on an empty database, and a
// quiet end on a signal.
import { CommandFault, type Terminal } from '#platform/command.ts'
import { start } from '#src/main.ts'

export async function startCommand({ own }: { own: boolean }, terminal: Terminal): Promise<void> {
  const running = await start(async (installation) => {
    const { loadDemonstrationIfEmpty } = await import('#src/demonstration/load.actions.ts')
    if (!own) await loadDemonstrationIfEmpty({ installation, terminal })
  }).catch((error: Error) => {
    throw error.message.startsWith('Port ') ? new CommandFault(error.message) : error
  })
  terminal.out(
    terminal.json
      ? `${JSON.stringify({ address: running.address })}\n`
      : `\nAlongside is ready at ${running.address}\n`,
  )
  await new Promise<void>((ended) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ended())
  })
  // A second signal while closing changes nothing: npm and its script each pass one on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  await running.stop()
  process.exit(0)
}
