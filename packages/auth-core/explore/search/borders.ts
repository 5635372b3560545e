import { type RenewalRules, renewalWindows } from '../../src/token/renewal-windows.ts'
import type { TokenSet } from '../../src/token/token-set.ts'
import { keepDeadlines } from './deadlines.ts'
import { nowOf, type World } from './world.ts'

/** Calls leave a millisecond apart, so that equal ages differ by a little. */
const ALIKE_MS = 50

/** How long a token set has to the next border of its life. */
function untilBorders({ lifetimeMs }: TokenSet, ageMs: number, rules: RenewalRules): readonly number[] {
  const { aheadMs, mustMs, aloneMs } = renewalWindows(lifetimeMs, rules)
  return [aheadMs, aloneMs, mustMs, 0].map((leftMs) => lifetimeMs - leftMs - ageMs).filter((ms) => ms > ALIKE_MS)
}

/** How long it is until the next token comes to a border of its life. */
export function nextBorder({ now, processes, store }: World): number | undefined {
  const all: number[] = []
  for (const { state, monoOff, wallOff } of processes) {
    const { held, rules } = state
    if (held) {
      const ageMs = Math.max(now + monoOff - held.askedAt.mono, now + wallOff - held.askedAt.wall)
      all.push(...untilBorders(held.set, ageMs, rules))
    }
  }
  const renewal = processes[0]?.state.rules.renewal ?? 'ahead'
  if (store.slot) all.push(...untilBorders(store.slot.set, now - store.slot.askedAt, { renewal, jitter: 0 }))
  if (store.note) {
    const leftMs = store.note.madeAt + store.note.forMs - now
    if (leftMs > ALIKE_MS) all.push(leftMs)
  }
  if (all.length === 0) return undefined
  const nearest = Math.min(...all)
  return Math.max(...all.filter((ms) => ms <= nearest + ALIKE_MS))
}

/** Long times pass: tokens age, and nothing else happens. */
export function passTime(world: World, ms: number): World {
  const processes = world.processes.map((process) => keepDeadlines(process, nowOf(world, process).mono, ms))
  return { ...world, now: world.now + ms, processes }
}
