// What goes from the panel to its page, and back: both sides are built from it.
import type { PagamioAuthEvent, PagamioAuthPoolStatus, PagamioAuthStatus } from '@pagamio/auth-core'
import type { ReplayedStep } from '@pagamio/auth-core/incident'

/** One thing that can be looked at. */
interface ShownSource {
  readonly label: string
  readonly kind: 'one' | 'pool' | 'replay'
  /** What happened can be had as a file. */
  readonly recorded: boolean
}

/** `number` grows by one with each event of a source. */
export type ShownEvent = PagamioAuthEvent & { readonly number: number }

/**
 * One merchant of a pool, as little as the table needs: its number, which stays; its name; its token's beginning
 * and end in wall-clock milliseconds, and its two windows counted back from the end, all 0 without a token; whether an
 * acquisition is under way; and the code of what went wrong, or an empty text.
 */
export type MerchantRow = readonly [
  id: number,
  name: string,
  acquiredAt: number,
  expiresAt: number,
  renewAheadMs: number,
  mustRenewMs: number,
  acquiring: boolean,
  trouble: string,
]

/** One step of a replay in words. */
export interface ShownStep {
  /** 1 is the first of all. */
  readonly number: number
  /** Wall-clock milliseconds. */
  readonly at: number
  readonly event: string
  /** What was to be done; empty where nothing was. */
  readonly actions: string
  readonly state: string
  /** What this version decides otherwise. */
  readonly differences: readonly string[]
}

/** The kind of a step that this version decides otherwise, besides that of its event. */
export const DIFFERENT = 'different'
export type StepKind = ReplayedStep['event']['type'] | typeof DIFFERENT

/** Where a replay is. */
export interface ReplayProgress {
  readonly number: number
  readonly of: number
  /** The step it is at. */
  readonly now: ShownStep
  /** The kinds of steps there are, each with how many. */
  readonly kinds: readonly (readonly [kind: StepKind, count: number])[]
  /** The one that is looked for; all of them if undefined. */
  readonly kind: StepKind | undefined
  /** The latest of that kind up to here, the newest first. */
  readonly steps: readonly ShownStep[]
  /** Whether more of them come. */
  readonly more: boolean
}

/** Where a page asks a replay to go: so many steps on or back, to a step, or which kind of steps to show (`null`: all). */
export type ReplayMove = { readonly by: number } | { readonly to: number } | { readonly kind: string | null }

/** One message of the stream. */
export type PanelMessage =
  /** The first one. */
  | {
      readonly type: 'hello'
      readonly sources: readonly ShownSource[]
      /** Which of them this stream is about. */
      readonly source: number
      /** What a viewer should know of the panel itself, in sentences. */
      readonly notes: readonly string[]
      /** Whether there is a simulator to play with, and whether its clock can be turned. */
      readonly simulator: { readonly clock: boolean; readonly calls: boolean } | undefined
    }
  /** How one instance is now. `merchant` is the number of the one in a pool that was asked for. */
  | { readonly type: 'status'; readonly status: PagamioAuthStatus; readonly merchant?: number | undefined }
  | { readonly type: 'replay'; readonly progress: ReplayProgress }
  | { readonly type: 'pool'; readonly status: PagamioAuthPoolStatus }
  /** The rows of a pool that have changed, and the numbers of those that are gone. `complete`: no more are to come now. */
  | {
      readonly type: 'rows'
      readonly rows: readonly MerchantRow[]
      readonly gone: readonly number[]
      readonly complete: boolean
    }
  /** The newest events; `lost` of them had to be left out, because nobody read for so long. */
  | { readonly type: 'events'; readonly events: readonly ShownEvent[]; readonly lost: number }
  /** The state cannot be told, and why. */
  | { readonly type: 'trouble'; readonly message: string }
  /** The panel is closed: nothing comes after it. */
  | { readonly type: 'end'; readonly why: string }

/** What a page asks the simulator to do. */
export const simulatorActions = [
  'call',
  'crowd',
  'revoke',
  'expire',
  'spend',
  'outage',
  'limit',
  'slow',
  'recover',
  'turn',
] as const
export type SimulatorAction = (typeof simulatorActions)[number]

/** The header that every request for data brings, with the key where there is one. No other web page can send it. */
export const KEY_HEADER = 'pagamio-panel'
