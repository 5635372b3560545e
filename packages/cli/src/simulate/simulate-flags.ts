import type { ResponseShape, Rotation, SimulatorOptions } from '@pagamio/simulator'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { FaultRule } from './fault-rule.ts'

/** What the command line says; undefined where it says nothing, and the simulator's own default holds. */
export interface SimulateFlags {
  readonly port: number
  /** An IP address. */
  readonly address: string
  readonly control?: true | undefined
  readonly controlHost?: readonly string[] | undefined
  /** False for `--no-limits`. */
  readonly limits: boolean
  readonly logins?: number | undefined
  /** Seconds, as is `lifetime`. */
  readonly window?: number | undefined
  readonly blockAfter?: number | undefined
  readonly lifetime?: number | undefined
  readonly rotation: Rotation
  readonly shape: ResponseShape
  readonly strict?: true | undefined
  /** Milliseconds. */
  readonly latency: number
  readonly fail?: readonly FaultRule[] | undefined
  readonly panel?: true | undefined
}

/** @throws Failure for `--no-limits` together with a limit */
export function simulatorOptionsOf(flags: SimulateFlags): SimulatorOptions {
  const { blockAfter, latency, lifetime, logins, rotation, shape, strict = false } = flags
  const limits = { logins, windowMs: inMs(flags.window), blockAfter }
  if (!flags.limits && Object.values(limits).some((limit) => limit !== undefined)) {
    const message = '--no-limits leaves nothing to --logins, --window and --block-after.'
    throw new Failure(message, 'Give one or the other.', exitCodes.usage)
  }
  return {
    limits: flags.limits && limits,
    lifetimes: { accessMs: inMs(lifetime) },
    rotation,
    responseShape: shape,
    strict,
    latencyMs: latency,
  }
}

const inMs = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1000)
