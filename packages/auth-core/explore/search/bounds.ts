import type { Rules } from '../../src/token/state.ts'
import type { AnswerName } from './server-answers.ts'

/** What is counted, and may be bounded. What is not bounded is not counted, so that states merge. */
export interface Used {
  /** Times at which a token comes to the next border of its life. */
  readonly borders: number
  /** Answers that bring a token. */
  readonly tokens: number
  /** Answers that bring none. */
  readonly failures: number
  /** Answers of the store that are lost, or come of a store that failed. */
  readonly storeFailures: number
  /** See `Fault`. */
  readonly faults: number
  readonly replacements: number
  /** Clocks that are set, or stand still. */
  readonly clocks: number
  /** Acquisitions that are late, and 401s of the API. */
  readonly upsets: number
}

export const nothingUsed: Used = {
  borders: 0,
  tokens: 0,
  failures: 0,
  storeFailures: 0,
  faults: 0,
  replacements: 0,
  clocks: 0,
  upsets: 0,
}

/** What may happen in one search, and how often. Everything within the bounds happens in every order. */
export interface Bounds {
  readonly name: string
  readonly store: Rules['store']
  readonly renewal: Rules['renewal']
  readonly processes: number
  /** Of each process. */
  readonly jitter: readonly number[]
  /** Credentials come from a function. */
  readonly reread: boolean
  /** What callers, owners and the environment do beside asking for tokens. */
  readonly may: {
    readonly leave?: boolean
    readonly reject?: boolean
    readonly wantLongLife?: boolean
    readonly replace?: 'same account' | 'any account'
    readonly close?: boolean
    readonly restore?: boolean
    /** Actions die of what is not ours. */
    readonly breakOff?: boolean
    /** Permits are not given at once. */
    readonly wait?: boolean
    /** A week passes. */
    readonly week?: boolean
    /** Acquisitions are late. */
    readonly late?: boolean
    /** The store's part and its answer are two steps. */
    readonly splitStore?: boolean
  }
  readonly faults: readonly FaultName[]
  readonly answers: { readonly login: readonly AnswerName[]; readonly refresh: readonly AnswerName[] }
  readonly most: Used
  /** Calls that nobody waits for any more, at once. */
  readonly mostAbandoned: number
}

/** What the store, the system or the network does wrong. */
export type FaultName =
  | 'slept'
  | 'killed'
  | 'cut off'
  | 'the store gave a lease twice'
  | 'the store lied about a mark'
  | 'the store forgot'
  | 'the store went back in time'
  | 'a clock stood still'

/**
 * A store that has said that a refresh token is out of it, and holds it all the same, explains why two processes send it.
 * So does one that cannot take it out, if the process is killed that sends it. Nothing else does.
 */
export const excuses = (faults: readonly FaultName[], store: Bounds['store']): readonly string[] =>
  faults.flatMap((each) => {
    if (each === 'the store went back in time' || each === 'the store lied about a mark') return [each]
    return each === 'killed' && store === 'kept' ? ['killed, over a store that only keeps'] : []
  })

/** Longer counts of failures in a row are taken for this one: they differ in their pace only. */
export const MOST_IN_A_ROW = 2
