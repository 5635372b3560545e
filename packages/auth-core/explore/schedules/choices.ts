import type { Name } from './world/history.ts'
import type { PendingEntry } from './world/pending.ts'
import type { World } from './world/world.ts'

/** What may happen next, by name, and what it costs of the bounds. */
export interface Choice {
  readonly name: string
  readonly moves: 0 | 1
  readonly failures: 0 | 1
  readonly happen: () => void
}

/** What happens next by itself: what has been pending longest, then what was held back, then the next timer. */
export function naturalChoice(world: World): Choice | undefined {
  const { pending, time } = world
  const next = pending.open[0] ?? pending.heldBack[0] ?? pending.late.find(({ signal }) => signal?.aborted)
  if (next) return complete(world, next)
  const timer = time.next()
  if (timer) return fire(world, timer.owner)
  const [forgotten] = pending.late
  return forgotten && complete(world, forgotten)
}

/** What may happen instead: something else that is pending, time that goes on meanwhile, or a failure. */
export function otherChoices(world: World): readonly Choice[] {
  const { pending, time } = world
  const [first, ...others] = pending.open
  const isMove = (choice: Choice): Choice => ({ ...choice, moves: 1 })
  const instead = others.map((entry) => complete(world, entry))
  const holdUp = first && others.length > 0 ? [wait(first, 'for the others', `hold back ${first.label}`)] : []
  const quiet = pending.open.length + pending.heldBack.length === 0
  const owners = (['A', 'B'] as const).filter((owner) => time.next(owner))
  // If nothing else is pending, the next timer is natural; that of the other process means that one stands still.
  const timers = owners.filter((owner) => !(quiet && owner === time.next()?.owner)).map((owner) => fire(world, owner))
  return [...[...instead, ...holdUp, ...timers].map(isMove), ...(first ? failures(world, first) : [])]
}

function failures(world: World, entry: PendingEntry): readonly Choice[] {
  return entry.failures.map((how) => {
    const choice =
      how === 'late' ? wait(entry, 'for its deadline', `${entry.label}: late`) : complete(world, entry, how)
    return { ...choice, failures: 1 }
  })
}

function complete({ pending, history, time }: World, entry: PendingEntry, how?: string): Choice {
  const name = how === undefined ? entry.label : `${entry.label}: ${how}`
  const happen = () => {
    pending.take(entry)
    history.hear(entry.by, `${name} ${time.now}`)
    if (how !== 'hangs') entry.complete(how)
  }
  return { name, moves: 0, failures: 0, happen }
}

function wait(entry: PendingEntry, waits: PendingEntry['waits'], name: string): Choice {
  const happen = () => {
    entry.waits = waits
  }
  return { name, moves: 0, failures: 0, happen }
}

function fire({ time, history, pending }: World, owner: Name): Choice {
  const happen = () => {
    const timer = time.next(owner)
    if (!timer) return
    pending.newTurn()
    time.fire(timer)
    history.hear(owner, `timer ${timer.dueAt} ${time.now}`)
  }
  return { name: `timer ${owner}`, moves: 0, failures: 0, happen }
}
