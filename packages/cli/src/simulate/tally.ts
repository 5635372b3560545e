import type { Simulator } from '@pagamio/simulator'

/** What a simulator has counted, in one line. `windowMs` is that of its limits. */
export function tallyOf(simulator: Simulator, windowMs: number): string {
  const { charges, log } = simulator
  const busiest = simulator.busiestWindow('login', windowMs)
  const limited = log.filter(({ status }) => status === 429).length
  return [
    `${many(simulator.count('login'), 'login')} (at most ${busiest} in ${windowMs / 1000} s)`,
    many(simulator.count('refresh'), 'refresh', 'refreshes'),
    `${many(charges.length, 'purchase')} charged`,
    `${many(limited, 'answer')} of 429`,
  ].join(', ')
}

function many(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`
}
