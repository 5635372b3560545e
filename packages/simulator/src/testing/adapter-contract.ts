import type { StartApp } from './app-under-test.ts'
import { callingOff } from './cases/calling-off.ts'
import { health } from './cases/health.ts'
import { purchases } from './cases/purchases.ts'
import { refusals } from './cases/refusals.ts'
import { secrecy } from './cases/secrecy.ts'
import { sharing } from './cases/sharing.ts'
import { shutdown } from './cases/shutdown.ts'
import { trouble } from './cases/trouble.ts'
import { onStage, PATIENCE_MS } from './stage.ts'

/** One thing that every adapter has to do; `run` throws with a sentence about what the application did instead. */
export interface AdapterCase {
  readonly name: string
  run(): Promise<void>
}

const cases = [
  ...Object.entries({ ...sharing, ...refusals, ...purchases, ...callingOff, ...trouble, ...secrecy, ...health }).map(
    ([name, play]) => ({ name, play, keeping: false }) as const,
  ),
  ...Object.entries(shutdown).map(([name, play]) => ({ name, play, keeping: true }) as const),
]

/**
 * What every adapter has to do, as a list of cases for any test runner. Each starts an application of its own, built with
 * the adapter, against a simulator of its own, and judges by what that server saw. Needs Node, and ports on 127.0.0.1.
 * @param start starts the application that `AppUnderTest` describes
 * @param options.patienceMs real milliseconds that an answer may take which nothing but the application holds up
 * @default patienceMs 15_000
 * @example
 * for (const { name, run } of adapterContract(startMyShop)) test(name, run)
 */
export function adapterContract(
  start: StartApp,
  options: { patienceMs?: number | undefined } = {},
): readonly AdapterCase[] {
  const { patienceMs = PATIENCE_MS } = options
  return cases.map(({ name, play, keeping }) => ({
    name,
    run: () => onStage({ start, patienceMs, keeping }, play),
  }))
}
