import type { Readable, Writable } from 'node:stream'
import { type Interruption, interruption } from './interruption.ts'

/** Standard input, where it is a terminal or is not. */
type Input = Readable & { readonly isTTY?: boolean }
/** Standard output or error, where it is a terminal or is not. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** What one run has of the system it runs on, in one place, so that it can be given another one. */
export interface Shell {
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Input
  /** Data, and nothing else. */
  readonly stdout: Output
  /** Talk. */
  readonly stderr: Output
  /** From now on signals are a wish to end, and no longer the end. */
  interruption(): Interruption
}

/** The process's own. */
export const processShell: Shell = {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interruption,
}
