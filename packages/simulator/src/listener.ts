export interface ListenOptions {
  /** @default 0 (any free one) */
  port?: number | undefined
  /** @default '127.0.0.1' */
  hostname?: string | undefined
}

export interface Listener {
  /** The base URL, down to `/api/v1`. */
  readonly url: string
  /** Stops listening and ends all connections, also those that hang. */
  close(): Promise<void>
}
