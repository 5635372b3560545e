import type { PermitAsk, settlePermit } from '@pagamio/auth-core'

export type Step = { readonly now: number } & (
  | { readonly ask: PermitAsk }
  | { readonly settle: Parameters<typeof settlePermit>[1] }
)

const outcomes = ['success', 'answered', 'unanswered', 'unused', 'closed'] as const

/** The same numbers for the same seed (xorshift32), each a whole number from 0 and below the limit. */
function random(seed: number): (limit: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

/** A fleet of a few, in times that often meet: ends of windows, of closings, of places. */
export function history(seed: number, length: number): Step[] {
  const below = random(seed)
  const oneOf = <T>(choices: readonly T[]) => choices[below(choices.length)] as T
  const ids = Array.from({ length: 1 + below(8) }, (_, n) => `permit "${n}" é`)
  const usual = { limit: 1 + below(5), windowMs: 100 * (1 + below(6)), callMs: 100 * below(4), placeMs: 100 * below(9) }
  let now = Date.UTC(2026, 10, 3) + below(1_000)
  return Array.from({ length }, () => {
    now += oneOf([0, 0, 1, 99, 100, 100, below(400)])
    const id = oneOf(ids)
    if (below(3) === 0) return { now, settle: { id, outcome: oneOf(outcomes), closedForMs: 100 * below(8) } }
    const limits = below(8) === 0 ? { ...usual, limit: 1 + below(5), windowMs: 100 * below(6) } : usual
    // Few different deadlines, so that tokens die at the same moment too.
    const deadlineMs = below(2) === 0 ? undefined : 100 * (below(6) - 2)
    return { now, ask: { id, deadlineMs, ...limits } }
  })
}
