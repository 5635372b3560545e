import type { InstanceOptions } from './world/instance.ts'
import type { World } from './world/world.ts'

/** A small program of callers, and what it may cost. */
export interface Scenario extends InstanceOptions {
  readonly name: string
  /** Both instances hold one token at the start, which was given so long ago. */
  readonly heldForMs?: number
  readonly start: (world: World) => void
  /** What the owner does, at any moment. */
  readonly action?: { readonly name: string; readonly happen: (world: World) => void }
  /** Fewer deviations are enough: it has very many points, or is much like another one. */
  readonly shallow?: boolean
  /** Calls that are enough if nothing fails. */
  readonly logins: number
  readonly refreshes: number
}
