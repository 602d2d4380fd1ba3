// Owns `alongside import FILE…`: each file in turn, progress on a terminal, one result a file.
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type CommandContext, CommandFault, progressLine } from '#platform/command.ts'
import { showDate } from '#platform/dates.ts'
import { importFile, type ImportResult, Refused } from './import.actions.ts'
import { kindNames } from './layout.rules.ts'

export type ImportOptions = {
  dryRun?: boolean
  /** '2018-19', for files whose name does not say it. */
  year?: string
}

/**
 * Imports files in the order given. A file that is refused does not stop the others; the exit code is
 * then 1. With `json` one line with an object for each file, or `{file, refused}` for a refused one.
 */
export async function importCommand(
  files: readonly string[],
  options: ImportOptions,
  { installation, terminal }: CommandContext,
): Promise<number> {
  const absent = files.filter((file) => !existsSync(file))
  if (absent.length > 0) throw new CommandFault(`There is no file ${absent.join(' or ')}.`)
  const answer = (value: object) => {
    if (terminal.json) terminal.out(`${JSON.stringify(value)}\n`)
  }
  let refused = 0
  for (const file of files) {
    const line = progressLine(terminal)
    const fileName = basename(file)
    try {
      const result = await importFile(installation.database, {
        path: file,
        fileName,
        dryRun: options.dryRun ?? false,
        academicYear: options.year ?? null,
        setAsideTo: join(process.cwd(), `${fileName.replace(/\.[^.]*$/, '')}.set-aside.csv`),
        onProgress: (share) => line.show(`${fileName} ${Math.round(share * 100)}%`),
      })
      line.done()
      const { kind, dataDate, rows, setAsideFile, warnings } = result
      answer({ file, kind, dataDate, rows, setAsideFile, warnings })
      if (!terminal.json) terminal.out(told(fileName, result, options.dryRun ?? false))
    } catch (error) {
      line.done()
      if (!(error instanceof Refused)) throw error
      refused += 1
      answer({ file, refused: error.message })
      terminal.err(`${fileName}: ${error.message}${error.needsYear ? ' (--year 2018-19)' : ''}\n`)
    }
  }
  return refused > 0 ? 1 : 0
}

const n = (count: number) => count.toLocaleString('en-GB')

function told(fileName: string, result: ImportResult, dryRun: boolean): string {
  const { rows } = result
  const about = [
    kindNames[result.kind],
    result.academicYear,
    result.dataDate && `data of ${showDate(result.dataDate)}`,
  ]
  return [
    `${fileName}: ${about.filter(Boolean).join(', ')}${dryRun ? ' (dry run: nothing was changed)' : ''}`,
    `  ${n(rows.read)} rows read = ${n(rows.added)} added + ${n(rows.changed)} changed + ${n(rows.unchanged)} unchanged + ${n(rows.setAside)} set aside`,
    ...result.reasons.map((r) => `  ${n(r.rows)} set aside, first in row ${n(r.first)}: ${r.reason}`),
    ...(result.setAsideFile ? [`  Rows set aside are in ${result.setAsideFile}`] : []),
    ...result.warnings.map((warning) => `  ${warning}`),
    '',
  ].join('\n')
}
