import type { TakenStep } from '../../../src/token/taken-step.ts'
import type { Ask } from './asks.ts'
import type { Name } from './history.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What happened, for people: what came about on the left, what the instances made of it on the right. */
export class Story {
  /** Written only if somebody reads it. */
  readonly lines: string[] | undefined
  readonly #time: VirtualTime

  constructor(time: VirtualTime, told: boolean) {
    this.#time = time
    this.lines = told ? [] : undefined
  }

  happened(when: string, what: string): void {
    this.lines?.push(`${this.#now} ${when.padStart(7)}  ${what}`)
  }

  stepped(by: Name, { event, after, actions }: TakenStep): void {
    if (!this.lines) return
    const { flight, held } = after
    const state = `${flight ? flight.step.at : 'no flight'}, ${held ? held.set.accessToken : 'no token'}`
    const done = actions.map((action) => (action.do === 'tell' ? `(${action.event.type})` : action.do)).join(', ')
    this.lines.push(`${this.#now} ${' '.repeat(40)}${by} ${event.type} → ${state}${done && `: ${done}`}`)
  }

  settled({ name, token, error }: Ask): void {
    this.lines?.push(`${this.#now} ${' '.repeat(40)}${name}: ${token ? token.value : error}`)
  }

  get #now(): string {
    return this.#time.now.toFixed(0).padStart(8)
  }
}
