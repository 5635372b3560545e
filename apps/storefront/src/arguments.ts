import { parseArgs } from 'node:util'
import { SetupError } from './setup-error.ts'

/** What `npm start` is told after `--`. */
export interface Arguments {
  /** The framework or client that the shop is built with. */
  readonly build: string
  /** The tour only. */
  readonly once: boolean
  /** How many processes share one port; one without. */
  readonly workers: number | undefined
  /** The Redis through which they share; files without. */
  readonly redis: string | undefined
}

const MOST_WORKERS = 64

/** @throws SetupError */
export function readArguments(args: readonly string[]): Arguments {
  const { workers, ...values } = parse(args)
  if (values.redis !== undefined && workers === undefined)
    throw new SetupError(
      '--redis is what workers share through.',
      'Say how many: --workers 4 --redis redis://127.0.0.1',
    )
  const count = workers === undefined ? undefined : Number(workers)
  if (count !== undefined && !(Number.isInteger(count) && count >= 1 && count <= MOST_WORKERS))
    throw new SetupError(`--workers should be a number from 1 to ${MOST_WORKERS}.`, 'For example --workers 4.')
  return { ...values, redis: values.redis, workers: count }
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        build: { type: 'string', default: 'hono' },
        once: { type: 'boolean', default: false },
        workers: { type: 'string' },
        redis: { type: 'string' },
      },
    })
    return values
  } catch {
    throw new SetupError(
      'That cannot be made sense of.',
      'Known are --build <name>, --once, --workers <n> and --redis <url>.',
    )
  }
}
