import { parseArgs } from 'node:util'
import { SetupError } from './setup-error.ts'

/** What `npm start` is told after `--`. */
export interface Arguments {
  /** The framework or client that the shop is built with. */
  readonly build: string
  /** The tour only. */
  readonly once: boolean
}

/** @throws SetupError */
export function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { build: { type: 'string', default: 'hono' }, once: { type: 'boolean', default: false } },
    })
    return values
  } catch {
    throw new SetupError('That cannot be made sense of.', 'Known are --build <name> and --once.')
  }
}
