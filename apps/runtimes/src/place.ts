/** Where a runtime finds what it needs, and when it has to stop. */
export interface Place {
  /** The folder with the bundles. */
  readonly folder: string
  /** The simulator host. */
  readonly hostUrl: string
  readonly signal: AbortSignal
}
