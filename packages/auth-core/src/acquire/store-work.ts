import { refusalKind } from '../token/note.ts'
import type { Action, Found } from '../token/transition.ts'
import type { Credentials } from '../vendor/credentials.ts'
import type { FlightDriver } from './flight-driver.ts'
import type { Answer, OpenActions } from './open-actions.ts'
import type { Lease, Sharing } from './sharing.ts'

export type ActionOf<Kind extends Action['do']> = Extract<Action, { readonly do: Kind }>

/** Long enough for a crash loop or a loop in a shell, short enough for an account that was put right. */
const PASSWORD_REFUSED_MS = 10 * 60_000

/** Carries out what one acquisition does with the store, and holds its lease. */
export class StoreWork {
  readonly #sharing: () => Sharing | Promise<Sharing>
  readonly #driver: FlightDriver
  readonly #actions: OpenActions
  /** Whose slots they are; without, there is nothing to do. */
  credentials: Credentials | undefined
  lease: Lease | undefined

  constructor(sharing: () => Sharing | Promise<Sharing>, driver: FlightDriver, actions: OpenActions) {
    this.#sharing = sharing
    this.#driver = driver
    this.#actions = actions
  }

  look(): void {
    this.#ask(async (sharing, credentials) => ({
      type: 'looked',
      found: await sharing.look(credentials, this.#driver.storeAnswerMs()),
    }))
  }

  takeLease(): void {
    this.#ask(async (sharing, credentials) => {
      const lease = await sharing.takeLease(credentials, this.#driver.storeAnswerMs())
      const given = typeof lease === 'object'
      this.lease = given ? lease : undefined
      return { type: 'leased', given: given || lease }
    })
  }

  mark({ set, ageMs }: ActionOf<'mark'>): void {
    this.#ask(async (sharing, credentials) => ({
      type: 'marked',
      done: await sharing.mark(credentials, set, ageMs, this.#driver.storeAnswerMs()),
    }))
  }

  check(): void {
    this.#ask(async (sharing, credentials) => ({
      type: 'checked',
      note: await sharing.check(credentials, this.#driver.storeAnswerMs()),
    }))
  }

  endLease(): void {
    const { lease } = this
    if (lease) this.#behind((sharing) => sharing.endLease(lease))
  }

  save({ set, ageMs }: ActionOf<'save'>, version: number): void {
    const { generation } = set
    const overtaken = (newer: Found) => this.#driver.dispatch({ type: 'overtaken', version, generation, newer })
    this.#behind((sharing, credentials) => sharing.save(credentials, set, ageMs, overtaken))
  }

  notePassword({ failure }: ActionOf<'refuse password'>, count: number): void {
    const told = { refused: refusalKind(failure), forMs: PASSWORD_REFUSED_MS, count } as const
    this.#behind((sharing, credentials) => sharing.refuse(credentials, told))
  }

  noteAccount({ forMs, count }: ActionOf<'note account'>): void {
    this.#behind((sharing, credentials) => sharing.refuse(credentials, { refused: 'account', forMs, count }))
  }

  disproveRefusal(): void {
    this.#behind((sharing, credentials) => sharing.disproveRefusal(credentials))
  }

  #ask(work: (sharing: Sharing, credentials: Credentials) => Promise<Answer>): void {
    this.#actions.answer(async () => {
      const sharing = await this.#sharing()
      return this.credentials && work(sharing, this.credentials)
    })
  }

  /** What nobody waits for: it is written in the order in which it was decided. */
  #behind(work: (sharing: Sharing, credentials: Credentials) => void): void {
    const sharing = this.#sharing()
    // It was read from before, so that it is loaded by now.
    if (this.credentials && !(sharing instanceof Promise)) work(sharing, this.credentials)
  }
}
