import { parseArgs } from 'node:util'
import { allFaults, type FaultKind } from './fault-kinds.ts'

/** What is simulated. */
export interface FleetOptions {
  readonly processes: number
  readonly merchants: number
  /** Behind so many addresses, each with its part of the processes and merchants, and a store of its own. */
  readonly addresses: number
  /** By so many processes each merchant is served. */
  readonly serving: number
  readonly days: number
  /** Calls of each merchant a minute, on average over a day. */
  readonly calls: number
  readonly faults: readonly FaultKind[]
  /** Whether Pagamio gives refresh tokens. */
  readonly refresh: boolean
  readonly seed: number
  /** With WebCrypto itself, which is slow. */
  readonly realCrypto: boolean
}

/** What is asked of the command: one run, or many short ones. */
export interface Command extends FleetOptions {
  /** The file of the page; none for the seeds. */
  readonly page: string
  /** So many seeds from `seed` on, of which none begins after so many `seconds`. */
  readonly seeds: number | undefined
  readonly seconds: number
  readonly help: boolean
}

/** An option that is not what it should be; the message names it, and what it should be. */
export class OptionError extends Error {}

export const usage = `Simulates many processes that serve many merchants, on one clock that is turned.

  pnpm --filter @pagamio/fleet simulate [options]

  --processes <n>    processes of the fleet (1000)
  --merchants <n>    merchants (250)
  --addresses <n>    addresses that they go out from, each with a store of its own (1)
  --serving <n>      processes that serve each merchant (8, or all there are behind an address)
  --days <n>         how long it runs, in days; parts are allowed (7)
  --calls <n>        calls a minute of each merchant, on average over a day (0.5)
  --faults <list>    all, none, or some with commas: ${allFaults.slice(0, 6).join(', ')},
                     ${allFaults.slice(6, 12).join(', ')},
                     ${allFaults.slice(12).join(', ')} (all)
  --refresh <y/n>    yes or no: whether Pagamio gives refresh tokens (yes)
  --seed <n>         another seed is another run; the same one comes out the same (1)
  --page <file>      where the page is written (fleet.html)
  --real-crypto      seals with WebCrypto itself: slow, for short runs

  --seeds <n>        instead: so many short runs of small fleets, from --seed on
  --seconds <n>      and none is begun later than this (no limit)
`

/** @throws OptionError */
export function parseCommand(args: readonly string[]): Command {
  const given = parse(args)
  const number = (name: NumberName, least: number, most: number, whole = true): number => {
    const text = given[name]
    const value = Number(text)
    const right = text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))
    if (right) return value
    throw new OptionError(
      `--${name} should be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, and is "${text}"`,
    )
  }
  const addresses = number('addresses', 1, 1_000)
  const processes = number('processes', 1, 100_000)
  const merchants = number('merchants', 1, 100_000)
  for (const [name, value] of Object.entries({ processes, merchants })) {
    if (value < addresses)
      throw new OptionError(
        `--${name} should be at least as many as --addresses (${addresses}), and is ${value}: each address needs one`,
      )
  }
  return {
    processes,
    merchants,
    addresses,
    serving: number('serving', 1, 1_000),
    days: number('days', 0.01, 366, false),
    calls: number('calls', 0.001, 60, false),
    faults: faultsOf(given.faults),
    refresh: yesOrNo(given.refresh),
    seed: number('seed', 0, 2 ** 32 - 1),
    realCrypto: given['real-crypto'],
    page: given.page,
    seeds: given.seeds === '' ? undefined : number('seeds', 1, 1_000_000),
    seconds: given.seconds === '' ? Number.POSITIVE_INFINITY : number('seconds', 1, 86_400),
    help: given.help,
  }
}

/** The command that repeats a run. */
export function commandOf(options: FleetOptions): string {
  const { faults, refresh, realCrypto } = options
  const names = ['processes', 'merchants', 'addresses', 'serving', 'days', 'calls', 'seed'] as const
  const list = faults.length === 0 ? 'none' : faults.length === allFaults.length ? 'all' : faults.join(',')
  return [
    'pnpm --filter @pagamio/fleet simulate',
    ...names.map((name) => `--${name} ${options[name]}`),
    `--faults ${list}`,
    ...(refresh ? [] : ['--refresh no']),
    ...(realCrypto ? ['--real-crypto'] : []),
  ].join(' ')
}

type NumberName = 'processes' | 'merchants' | 'addresses' | 'serving' | 'days' | 'calls' | 'seed' | 'seeds' | 'seconds'

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.filter((argument) => argument !== '--'),
      options: {
        processes: { type: 'string', default: '1000' },
        merchants: { type: 'string', default: '250' },
        addresses: { type: 'string', default: '1' },
        serving: { type: 'string', default: '8' },
        days: { type: 'string', default: '7' },
        calls: { type: 'string', default: '0.5' },
        faults: { type: 'string', default: 'all' },
        refresh: { type: 'string', default: 'yes' },
        seed: { type: 'string', default: '1' },
        page: { type: 'string', default: 'fleet.html' },
        seeds: { type: 'string', default: '' },
        seconds: { type: 'string', default: '' },
        'real-crypto': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (thrown) {
    throw new OptionError(`${(thrown as Error).message.split('\n')[0]} (--help shows all options)`)
  }
}

function faultsOf(list: string): readonly FaultKind[] {
  if (list === 'all') return allFaults
  if (list === 'none') return []
  const names = list.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !(allFaults as readonly string[]).includes(name))
  if (unknown !== undefined)
    throw new OptionError(`--faults should be all, none, or some of ${allFaults.join(', ')}, and has "${unknown}"`)
  return allFaults.filter((kind) => names.includes(kind))
}

function yesOrNo(text: string): boolean {
  if (text !== 'yes' && text !== 'no') throw new OptionError(`--refresh should be yes or no, and is "${text}"`)
  return text === 'yes'
}
