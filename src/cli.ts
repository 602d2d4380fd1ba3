// The command line, one line a command: what it is called, what it takes, which area does it.
import { Command } from 'commander'
import type { AddOptions } from '#src/accounts/user.command.ts'
import { BadConfiguration } from '#platform/configuration.ts'
import type { IdentifyOptions } from '#src/identify/identify.command.ts'
import { CommandFault, type CommandContext, type Terminal } from '#platform/command.ts'

const terminal = (options: { json?: boolean }): Terminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  json: options.json ?? false,
  interactive: process.stderr.isTTY,
})

/** Opens the installation around a command and closes it whatever happens. */
async function within(
  options: { json?: boolean },
  work: (context: CommandContext) => Promise<number | void>,
): Promise<void> {
  const { openInstallation } = await import('#platform/installation.ts')
  const installation = await openInstallation()
  try {
    process.exitCode = (await work({ installation, terminal: terminal(options) })) ?? 0
  } finally {
    await installation.close()
  }
}

const program = new Command('alongside')
  .description('School-to-school support, from the first sign of need to support that ends well')
  .showHelpAfterError('Add --help to see what this command takes.')

const command = (name: string, description: string) =>
  program
    .command(name)
    .description(description)
    .option('--json', 'print the result as JSON, and nothing else, on standard output')

command('start', 'start the web server; on an empty database load the demonstration county first')
  .option('--own', 'start empty, with a set-up page for your own organisation')
  .action(async (options: { own?: boolean; json?: boolean }) =>
    (await import('#src/start.command.ts')).startCommand({ own: options.own ?? false }, terminal(options)),
  )

command('migrate', 'bring the database up to date').action((options: { json?: boolean }) =>
  within(options, async ({ installation: { migrated }, terminal: { json, out } }) =>
    out(
      json
        ? `${JSON.stringify({ applied: migrated })}\n`
        : migrated.length > 0
          ? `Applied ${migrated.join(', ')}.\n`
          : 'The database was up to date.\n',
    ),
  ),
)

command('identify', 'say which schools meet which criteria, and why')
  .option('--criterion <id...>', 'ask only these; asked by name, a criterion is answered for any year')
  .option('--year <year>', 'an academic year, such as 2018-19')
  .option('--as-at <date>', 'a day, such as 2026-11-21; without it today, or the end of --year')
  .option('--authority <code>', 'only the schools of this authority, such as 850')
  .option('--organisation <name>', 'whose schools, concerns, requests and headships count')
  .action((options: IdentifyOptions & { json?: boolean }) =>
    within(options, async (context) =>
      (await import('#src/identify/identify.command.ts')).identifyCommand(options, context),
    ),
  )
command('criteria', 'list the criteria there are').action((options: { json?: boolean }) =>
  within(options, async (context) =>
    (await import('#src/identify/identify.command.ts')).criteriaCommand(context),
  ),
)

const user = program.command('user').description('add people, let them sign in, end their access')
const userCommand = (name: string, description: string) =>
  user
    .command(name)
    .description(description)
    .argument('<email>')
    .option('--organisation <name>', 'which organisation, where there are several')
    .option('--json', 'print the result as JSON, and nothing else, on standard output')
userCommand('add', 'add a person who may sign in')
  .option('--name <name>', 'their name')
  .option('--role <role>', 'their role; administrator unless given')
  .action((email: string, options: AddOptions & { json?: boolean }) =>
    within(options, async (context) =>
      (await import('#src/accounts/user.command.ts')).addUser(email, options, context),
    ),
  )
userCommand('link', 'print a link with which a person signs in once').action(
  (email: string, options: { organisation?: string; json?: boolean }) =>
    within(options, async (context) =>
      (await import('#src/accounts/user.command.ts')).linkUser(email, options, context),
    ),
)
userCommand('end', 'end a person’s access today, on every device').action(
  (email: string, options: { organisation?: string; json?: boolean }) =>
    within(options, async (context) =>
      (await import('#src/accounts/user.command.ts')).endUser(email, options, context),
    ),
)

command(
  'import',
  'bring in published files: schools, links, groups, inspections, results, census, absence, finance',
)
  .argument('<file...>')
  .option('--dry-run', 'say what would change, and change nothing')
  .option('--year <year>', 'the academic year, for instance 2018-19, where the file’s name does not say it')
  .action((files: string[], options: { json?: boolean; dryRun?: boolean; year?: string }) =>
    within(options, async (context) =>
      (await import('#src/schools/imports/import.command.ts')).importCommand(files, options, context),
    ),
  )
command('match', 'match needs with supporters in an instance file, with a proof of how near the best it is')
  .requiredOption('--instance <file>', 'JSON with needs, supporters and pairs')
  .option('--seconds <n>', 'stop after so many seconds', Number)
  .option('--gap <share>', 'stop once the proven gap is at most this share', Number)
  .option('--seed <n>', 'seed of the search', Number)
  .action(
    async (options: { json?: boolean; instance: string; seconds?: number; gap?: number; seed?: number }) => {
      const { matchCommand } = await import('#src/brokering/matching/command.ts')
      process.exitCode = await matchCommand(
        { ...options, json: options.json ?? false, since: 0 },
        process.stdout,
        process.stderr,
      )
    },
  )

command('demo', 'load the demonstration county into an empty installation, or write its files to a folder')
  .option('--write <folder>', 'only write the published files it is made of')
  .action((options: { json?: boolean; write?: string }) => demonstration(options))

command('backup', 'write everything this installation holds to one file')
  .argument('<file>')
  .action((file: string, options: { json?: boolean }) =>
    within(options, async (context) => (await import('#platform/backup.ts')).backupCommand(file, context)),
  )
command('restore', 'put a backup into an empty installation')
  .argument('<file>')
  .option('--replace', 'remove what the installation holds first')
  .action((file: string, options: { json?: boolean; replace?: boolean }) =>
    within(options, async (context) =>
      (await import('#platform/backup.ts')).restoreCommand(
        file,
        { replace: options.replace ?? false },
        context,
      ),
    ),
  )
command('doctor', 'say what is wrong with this installation and how to mend it').action(
  async (options: { json?: boolean }) => {
    process.exitCode = await (await import('#platform/doctor.ts')).doctorCommand(terminal(options))
  },
)
command('verify-audit', 'check that nobody has changed the audit record').action(
  (options: { json?: boolean }) =>
    within(options, async ({ installation, terminal: { json, out } }) => {
      const report = await (await import('#platform/audit.ts')).verifyAudit(installation.database)
      if (json) out(`${JSON.stringify(report)}\n`)
      else if (report.faults.length === 0)
        out(
          `The audit record holds: ${report.entries.toLocaleString('en-GB')} entries of ${report.organisations} organisation${report.organisations === 1 ? '' : 's'}, each following from the one before.\n`,
        )
      else
        for (const { organisationId, sequence, fault } of report.faults)
          out(`Organisation ${organisationId}, entry ${sequence}: ${fault}.\n`)
      return report.faults.length === 0 ? 0 : 1
    }),
)

async function demonstration(options: { json?: boolean; write?: string }): Promise<void> {
  if (options.write !== undefined) {
    const { DEMONSTRATION_SEED, writeDemonstration } = await import('#src/demonstration/county.ts')
    const { todayInEngland } = await import('#platform/exchange.ts')
    const files = await writeDemonstration(options.write, DEMONSTRATION_SEED, todayInEngland())
    process.stdout.write(
      options.json ? `${JSON.stringify({ files })}\n` : `Wrote ${files.length} files to ${options.write}.\n`,
    )
    return
  }
  await within(options, async (context) => {
    const loaded = await (
      await import('#src/demonstration/load.actions.ts')
    ).loadDemonstrationIfEmpty(context)
    context.terminal.out(
      context.terminal.json
        ? `${JSON.stringify({ loaded })}\n`
        : loaded
          ? 'The demonstration county is loaded.\n'
          : 'There is an organisation here already, so nothing was loaded.\n',
    )
    return loaded ? 0 : 1
  })
}

// Whoever reads the output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  await program.parseAsync()
} catch (error) {
  const expected =
    error instanceof BadConfiguration || error instanceof CommandFault || process.env['LOG_LEVEL'] !== 'debug'
  process.stderr.write(`${expected ? (error as Error).message : (error as Error).stack}\n`)
  process.exitCode = 1
}
