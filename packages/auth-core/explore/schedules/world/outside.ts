import type { SharedTokenStore } from '../../../src/index.ts'
import { StepCheck } from '../checks/steps.ts'
import type { Core } from '../core.ts'
import { Facts } from './facts.ts'
import { History } from './history.ts'
import { Leftovers } from './leftovers.ts'
import { PendingList } from './pending.ts'
import { Story } from './story.ts'
import { TokenServer } from './token-server.ts'
import { VirtualTime } from './virtual-time.ts'

/** Everything that instances ask of the outside, and what is written down about it. */
export class Outside {
  readonly time = new VirtualTime()
  readonly history = new History()
  readonly pending = new PendingList()
  readonly facts = new Facts()
  readonly leftovers = new Leftovers(this.facts, this.time)
  readonly server = new TokenServer(this.history, this.time)
  readonly steps = new StepCheck((text) => this.violate(text))
  readonly story: Story
  readonly store: SharedTokenStore
  /** What must not be. */
  readonly violations = new Set<string>()
  /** What should not be either, but cannot be prevented after what has failed outside. */
  readonly limits = new Set<string>()

  constructor(core: Core, told: boolean) {
    this.story = new Story(this.time, told)
    this.store = core.memoryStore({ clock: this.time.clockOf('A') })
  }

  violate(text: string): void {
    this.violations.add(text)
  }

  /** A fault, unless something has failed outside that excuses it. */
  violateUnless(excused: boolean, text: string): void {
    if (excused) this.limits.add(text)
    else this.violations.add(text)
  }
}
