import type { SharedTokenStore } from '@pagamio/auth-core'

/** The methods of a store, as they are asked for over the wire. */
export const methods = [
  'get',
  'setIfNewer',
  'delete',
  'takeLease',
  'releaseLease',
  'takePermit',
  'settlePermit',
] as const satisfies readonly (keyof SharedTokenStore)[]

export type Method = (typeof methods)[number]

/** What an isolate asks the object: a method and its arguments, without the signal. */
export interface Question {
  readonly method: Method
  readonly name: string
  readonly about?: unknown
}

/** Tells an answer of ours from one of any other object: its version changes with the questions. */
export const ANSWER_HEADER = 'x-pagamio-store'
export const ANSWER_VERSION = '1'
