import type { RefusalName } from './refusals.ts'

/** The three documented forms of an error body, a proxy's page, or nothing. */
export type BodyForm = 'envelope' | 'nested' | 'plain' | 'html' | 'empty'

/** One way to fail. "After the work" means: tokens are rotated and purchases charged. */
export type Fault =
  /** Any status. `body` defaults to `plain` for 429, as documented, and to `envelope` for the rest. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: BodyForm | undefined
      readonly headers?: Readonly<Record<string, string>> | undefined
    }
  /** A documented refusal of a purchase or a lookup, by name: its code, its text and its status. Nothing is charged. */
  | { readonly kind: 'refusal'; readonly refusal: RefusalName }
  /** Waits on the clock, then does the work and answers normally. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Resets the connection before any work. */
  | { readonly kind: 'reset' }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** After the work: sends status and headers, and never a byte of the body. */
  | { readonly kind: 'hang-after-headers' }
  /** After the work: sends the body slowly, on the clock. `bytesPerSecond` defaults to 10. */
  | { readonly kind: 'drip'; readonly bytesPerSecond?: number | undefined }
  /** 200 with JSON that breaks off. */
  | { readonly kind: 'malformed-json' }
  /** 200 with a web page, as a captive portal sends it. */
  | { readonly kind: 'html' }
  /** 200 with a few bytes that unpack to `megabytes` (1024). */
  | { readonly kind: 'gzip-bomb'; readonly megabytes?: number | undefined }
  /** Points elsewhere. `status` defaults to 307, which makes a careless client send the body again. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: 301 | 302 | 303 | 307 | 308 | undefined }
  /** After the work: resets the connection, so the caller does not see the result. */
  | { readonly kind: 'lose-answer' }
  /**
   * Exactly this body; empty if the `status` allows none. `status` defaults to 200, `contentType` to
   * `application/json`.
   */
  | {
      readonly kind: 'answer'
      readonly status?: number | undefined
      readonly body: string
      readonly contentType?: string | undefined
    }
