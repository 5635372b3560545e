import type { StoreClock } from '../../src/index.ts'
import { tokenRecord } from '../../src/token-record.ts'

const MINUTE = 60_000

/** How old a record is, in milliseconds; `undefined` if it cannot be dated. */
export type Reckoning = (record: ReturnType<typeof tokenRecord>, clock: StoreClock) => number | undefined

/** A machine: what truly passes, and what its clocks make of it. */
interface Machine {
  true: number
  awake: number
  wall: number
  uptime: number
  boots: number
  slept: boolean
  set: 'never' | 'back' | 'forward too'
}

const events = {
  works: (machine: Machine) => pass(machine, 7 * MINUTE),
  sleeps(machine: Machine) {
    machine.true += 11 * MINUTE
    machine.wall += 11 * MINUTE
    machine.slept = true
  },
  'is set back'(machine: Machine) {
    machine.wall -= 18 * MINUTE
    if (machine.set === 'never') machine.set = 'back'
  },
  'is set forward'(machine: Machine) {
    machine.wall += 18 * MINUTE
    machine.set = 'forward too'
  },
  'starts anew'(machine: Machine) {
    machine.boots++
    machine.uptime = 0
    // Longer than it ran before, so that its uptime does not show the new start.
    pass(machine, 5 * MINUTE)
  },
}

function pass(machine: Machine, ms: number): void {
  machine.true += ms
  machine.awake += ms
  machine.wall += ms
  machine.uptime += ms
}

/** Every history of so many events after a write, each as the list of its events' names. */
function* histories(length: number): Generator<(keyof typeof events)[]> {
  if (length === 0) yield []
  else for (const before of histories(length - 1)) for (const name of eventNames) yield [...before, name]
}
const eventNames = Object.keys(events) as (keyof typeof events)[]

/** What the reckoning does wrong in any history: a sentence for each. */
export function wrongsOf(reckoning: Reckoning, length = 5): readonly string[] {
  const wrongs: string[] = []
  for (const history of histories(length)) {
    const machine: Machine = {
      true: 0,
      awake: 0,
      wall: Date.UTC(2026, 10, 3),
      uptime: MINUTE,
      boots: 1,
      slept: false,
      set: 'never',
    }
    const clock = (): StoreClock => ({
      now: () => machine.wall,
      monotonic: () => machine.uptime,
      boot: `boot ${machine.boots}`,
    })
    const record = tokenRecord({ text: 'text', generation: 1, ttlMs: 24 * 60 * MINUTE }, clock())
    for (const name of history) events[name](machine)
    const wrong = wrongWith(reckoning(record, clock()), machine, machine.wall - record.storedAt)
    if (wrong) wrongs.push(`${history.join(', ')}: ${wrong}`)
  }
  return wrongs
}

function wrongWith(ageMs: number | undefined, machine: Machine, wallMs: number): string | undefined {
  const sameBoot = machine.boots === 1
  if (ageMs === undefined) return sameBoot || wallMs >= 0 ? 'it is lost' : undefined
  if (!(ageMs >= 0 && ageMs < Number.POSITIVE_INFINITY)) return `its age is ${ageMs}`
  if (!sameBoot && wallMs < 0) return 'it is from the future of another boot'
  if (machine.set === 'never' && ageMs !== machine.true) return 'no clock was set, and its age is wrong'
  if (sameBoot && ageMs < machine.awake) return 'it is younger than the machine has worked since'
  if (sameBoot && !machine.slept && machine.set === 'back' && ageMs !== machine.true)
    return 'the clock was set back, and its age is wrong'
  return undefined
}
