import type { FaultName, Used } from './bounds.ts'
import type { Context } from './outcome.ts'
import type { World } from './world.ts'

/** The world in which one more of these has happened; undefined beyond the bounds. */
export function spend({ bounds }: Context, world: World, what: keyof Used): World | undefined {
  const most = bounds.most[what]
  if (most === Number.POSITIVE_INFINITY) return world
  const count = world.used[what] + 1
  return count > most ? undefined : { ...world, used: { ...world.used, [what]: count } }
}

/** The world in which the environment has done this wrong. */
export function fault(context: Context, world: World, name: FaultName): World | undefined {
  if (!context.bounds.faults.includes(name)) return undefined
  const spent = spend(context, world, name === 'cut off' ? 'storeFailures' : 'faults')
  if (!spent) return undefined
  return spent.faults.includes(name) ? spent : { ...spent, faults: [...spent.faults, name].sort() }
}
