import type { ControlOptions } from '@pagamio/simulator'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { SimulateFlags } from './simulate-flags.ts'

const SHORTEST_KEY = 32

/** The control API as the command line and the environment want it; `key` is undefined where one is to be made. */
export function controlOf(
  { address, control, controlHost = [] }: Pick<SimulateFlags, 'address' | 'control' | 'controlHost'>,
  { PAGAMIO_SIMULATOR_KEY: key }: NodeJS.ProcessEnv,
): ControlOptions | undefined {
  if (!control && controlHost.length > 0)
    throw new Failure('--control-host is a name for --control.', 'Give both, or none.', exitCodes.usage)
  if (!control) return undefined
  const hint = 'For example from `openssl rand -hex 32`.'
  if (key !== undefined && !(key.length >= SHORTEST_KEY && /^[\w.~+/=-]+$/.test(key)))
    throw new Failure(`PAGAMIO_SIMULATOR_KEY should be ${SHORTEST_KEY} letters or digits, or more.`, hint)
  if (key === undefined && !isLoopback(address)) {
    const message = 'Other machines can reach --control there: set PAGAMIO_SIMULATOR_KEY, which it then asks for.'
    throw new Failure(message, hint)
  }
  return { key, hosts: controlHost }
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'
