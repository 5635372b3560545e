import type { CasPort } from './cas-port.ts'
import { type Decision, recordIn } from './decision.ts'

/** Others were quicker each time, for so long that the caller had better ask again later. */
export const contended: unique symbol = Symbol('contended')

const FIRST_PAUSE_MS = 4
const LONGEST_PAUSE_MS = 64

/**
 * Reads a record, decides, and writes if nobody has written meanwhile; else it does so again, after a random pause.
 * @param patienceMs after so long it does not begin again
 */
export async function update<T>(
  port: CasPort,
  key: string,
  signal: AbortSignal,
  decide: (record: unknown, now: number) => Decision<T>,
  patienceMs: number,
): Promise<T | typeof contended> {
  const since = performance.now()
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    // Not before: what is written has to be younger than what it was decided on.
    const stored = await port.read(key, { signal })
    const now = await port.now()
    const { next, answer } = decide(recordIn(stored?.text), now)
    if (!next) return answer
    signal.throwIfAborted()
    const text = JSON.stringify(next.record)
    const ttlMs = Math.ceil(next.keepMs)
    if ((await port.write(key, text, { ifVersion: stored?.version, ttlMs, signal })) !== undefined) return answer
    if (performance.now() - since > patienceMs) return contended
    await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs))
    signal.throwIfAborted()
  }
}
