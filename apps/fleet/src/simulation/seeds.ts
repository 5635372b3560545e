import { allFaults } from './fault-kinds.ts'
import type { FleetOptions } from './fleet-options.ts'
import { Random } from './random.ts'

/** A small fleet for a few hours, another one for each seed. */
export function optionsOfSeed(seed: number): FleetOptions {
  const random = new Random(`options ${seed}`)
  const whole = (least: number, most: number) => Math.floor(random.between(least, most + 1))
  return {
    processes: whole(1, 12),
    merchants: whole(1, 12),
    addresses: 1,
    serving: whole(1, 8),
    days: whole(1, 4) / 8,
    calls: random.pick([0.2, 1, 4]),
    faults: random.next() < 0.3 ? allFaults : random.some(allFaults, whole(0, 4)),
    refresh: random.next() < 0.8,
    seed,
    realCrypto: false,
  }
}
