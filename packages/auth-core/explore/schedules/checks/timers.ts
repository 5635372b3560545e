import type { World } from '../world/world.ts'

/** Only what somebody waits for keeps the process alive. */
export function checkTimers(world: World): void {
  for (const { name, awaited } of world.instances) {
    if (!awaited && world.time.timersOf(name).some(({ referenced }) => referenced))
      world.violate(`${name} keeps the process alive for nobody`)
  }
}
