// Owns receiving a form with a file: streamed to disk as it arrives, before any transaction is opened, so that a
// slow line holds no connection to the database.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { type Held, holdFile, letGoHeld, type NotHeld, type Terms } from '#platform/files.ts'
import type { FormValues } from '#platform/exchange.ts'

export type Received = { form: FormValues; file: Held | NotHeld }

const LIMITS = { files: 1, fields: 100, fieldSize: 100_000, parts: 120 }

/** The fields and the one file of a multipart form. A body that is no such form is one without a file. */
export async function receiveForm(request: Request, folder: string, terms: Terms): Promise<Received> {
  const type = request.headers.get('content-type') ?? ''
  const form: FormValues = {}
  if (!request.body || !type.startsWith('multipart/form-data')) return { form, file: { why: 'no file' } }
  const holding: { from: Readable; done: Promise<Held | NotHeld> }[] = []
  let isTooLarge = false
  const headers: BusboyHeaders = { 'content-type': type }
  try {
    const busboy = new Busboy({ headers, limits: { ...LIMITS, fileSize: terms.limitBytes } })
    busboy.on('file', (_field, stream, name) => {
      stream.on('error', () => {}) // whoever reads it hears of it; until somebody does, it must not end the process
      stream.on('limit', () => {
        isTooLarge = true
      })
      // A field left empty comes as a file without a name.
      if (!name) return void stream.resume()
      const done = holdFile(folder, name, stream, terms)
      done.catch(() => {}) // awaited below, but it may fail before that: nobody's broken line ends the process
      holding.push({ from: stream, done })
    })
    busboy.on('field', (name, value) => {
      const text = value.replaceAll('\u0000', '')
      const before = form[name]
      form[name] = before === undefined ? text : [before, text].flat()
    })
    await pipeline(Readable.fromWeb(request.body), busboy)
    const file = (await holding[0]?.done) ?? { why: 'no file' as const }
    if (!isTooLarge) return { form, file }
    if (!('why' in file)) await letGoHeld(folder, file.id)
    return { form, file: { why: 'too large' } }
  } catch (error) {
    for (const { from } of holding) from.destroy()
    for (const end of await Promise.allSettled(holding.map(({ done }) => done)))
      if (end.status === 'fulfilled' && !('why' in end.value)) await letGoHeld(folder, end.value.id)
    // A full disk is our fault, and said so; all else is what was sent.
    if ((error as NodeJS.ErrnoException).syscall) throw error
    return { form, file: { why: 'broken' } }
  }
}

/** What to tell whoever sent a file that was not taken. `kinds` in words: “a CSV or Excel file”. */
export function whyNotTaken(file: NotHeld, limitBytes: number, kinds: string): string {
  const megabytes = Math.floor(limitBytes / 1_000_000).toLocaleString('en-GB')
  return {
    'no file': 'Choose a file',
    empty: 'The file is empty',
    broken: 'The file did not arrive whole. Choose it again',
    'too large': `The file is larger than ${megabytes} MB`,
    'not accepted': `Choose ${kinds}. This is ${file.is ?? 'something else'}, whatever its name says`,
  }[file.why]
}
