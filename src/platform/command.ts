// Owns what a command of the command line gets and gives back: where it prints, and its exit code.
import type { Installation } from '#platform/installation.ts'

export type Terminal = {
  /** Results: plain text, or JSON when `json`. */
  out: (text: string) => void
  /** Progress and trouble. */
  err: (text: string) => void
  json: boolean
  /** Whether a person watches, so that a line of progress can be rewritten. */
  interactive: boolean
}

export type CommandContext = { installation: Installation; terminal: Terminal }

/** Trouble that a person can mend: its message is printed as it stands, without a stack. */
export class CommandFault extends Error {
  override name = 'CommandFault'
}

/** A line of progress that rewrites itself on a terminal and stays away from a file. */
export function progressLine(terminal: Terminal): { show: (text: string) => void; done: () => void } {
  let last = 0
  return {
    show: (text) => {
      const now = Date.now()
      if (!terminal.interactive || now - last < 100) return
      last = now
      terminal.err(`\r\u001B[K${text}`)
    },
    done: () => {
      if (terminal.interactive) terminal.err('\r\u001B[K')
    },
  }
}
