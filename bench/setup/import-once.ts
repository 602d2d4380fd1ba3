// A process of its own that imports one file, so that its memory is the import's alone. Prints
// {milliseconds, megabytes, rows} as JSON: argv is the connection as JSON, and the file.
import { basename } from 'node:path'
import { openDatabase } from '#platform/database.ts'
import { importFile } from '#src/schools/imports/import.actions.ts'

const [connection, path] = process.argv.slice(2)
const database = openDatabase(JSON.parse(connection!))
const began = performance.now()
const { rows } = await importFile(database, { path: path!, fileName: basename(path!) })
const milliseconds = performance.now() - began
process.stdout.write(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024, rows }))
await database.close()
