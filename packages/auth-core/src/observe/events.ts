import type { Clock } from '../platform/clock.ts'
import { settleQuietly } from '../platform/ignore.ts'
import type { CallerFacts, EventFacts } from '../token/event-facts.ts'
import type { TakenStep } from '../token/taken-step.ts'
import { accountOf } from './fingerprint.ts'
import type { StepListener, Stepping } from './step-source.ts'

/**
 * What an instance does, without secrets. `account` is a short fingerprint of origin and username: it is the same in
 * every process, and distinguishes merchants without naming them. `at` is wall-clock milliseconds.
 */
export type PagamioAuthEvent = EventFacts & { readonly account: string; readonly at: number }

/**
 * The same for one caller or one request. Only listeners that ask for these events get them, because they are frequent.
 */
export type PagamioCallerEvent = CallerFacts & { readonly account: string; readonly at: number }

export type Listener = (event: PagamioAuthEvent) => void
export type CallerListener = (event: PagamioAuthEvent | PagamioCallerEvent) => void
export type Emit = (event: EventFacts | CallerFacts) => void

/** Returns a function that stops it. */
export interface Subscribe {
  (listener: Listener): () => void
  /** Also called for single callers. Such a listener must not ask for a token: it would be called for itself. */
  (listener: CallerListener, options: { readonly callers: true }): () => void
}

interface Entry {
  readonly listener: CallerListener
  readonly callers: boolean
}

/** All listeners. If a listener throws or rejects, that never reaches a flight. */
export class Listeners {
  readonly #entries = new Set<Entry>()
  /** Called with each decision; the other listeners are called with its results. */
  readonly steps = new Set<StepListener>()

  hears(ofCaller: boolean): boolean {
    if (!ofCaller) return this.#entries.size > 0
    for (const { callers } of this.#entries) if (callers) return true
    return false
  }

  readonly subscribe: Subscribe = (listener: Listener, options?: { readonly callers: true }) => {
    const entry = { listener: listener as CallerListener, callers: options?.callers === true }
    this.#entries.add(entry)
    return () => {
      this.#entries.delete(entry)
    }
  }

  tell(event: PagamioAuthEvent | PagamioCallerEvent, ofCaller: boolean): void {
    for (const { listener, callers } of [...this.#entries]) {
      if (ofCaller && !callers) continue
      try {
        settleQuietly(listener(event))
      } catch {}
    }
  }

  took(step: TakenStep, of: Stepping): void {
    for (const listener of this.steps) {
      try {
        listener(step, of)
      } catch {}
    }
  }
}

const isOfCaller = ({ type }: EventFacts | CallerFacts) => type === 'caller_waits' || type === 'request_rejected'

/** Whose events are told. */
export interface Speaker {
  readonly known: { readonly username: string } | undefined
  readonly listeners?: Listeners
}

/** The listeners to this one, and to all. */
export const hearing = ({ listeners }: Speaker, audiences: readonly Listeners[]): readonly Listeners[] =>
  listeners ? [listeners, ...audiences] : audiences

/** Adds account and time to events, and calls the listeners of one instance and of all. */
export function createEmitter(speaker: Speaker, audiences: readonly Listeners[], origin: string, clock: Clock): Emit {
  return (facts) => {
    const ofCaller = isOfCaller(facts)
    const listening = hearing(speaker, audiences)
    if (!listening.some((audience) => audience.hears(ofCaller))) return
    const event = Object.freeze({ ...facts, account: accountOf(origin, speaker.known), at: clock.now() })
    for (const audience of listening) audience.tell(event, ofCaller)
  }
}
