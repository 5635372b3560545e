// What is used of Workers, by shape: their types come from the user's own `wrangler types`, or not at all.

/** The rows of a statement. */
export interface SqlCursor {
  toArray(): Record<string, unknown>[]
}

/** The state of a Durable Object with SQLite storage. */
export interface ObjectState {
  readonly storage: {
    readonly sql: { exec(statement: string, ...values: unknown[]): SqlCursor }
    getAlarm(): Promise<number | null>
    setAlarm(time: number): Promise<void>
  }
}

/** The binding of a Durable Object class. */
export interface ObjectNamespace {
  // biome-ignore lint/suspicious/noExplicitAny: an id of the platform's own type
  idFromName(name: string): any
  // biome-ignore lint/suspicious/noExplicitAny: the same
  get(id: any): {
    fetch(
      url: string,
      init: { readonly method: string; readonly body: string; readonly signal: AbortSignal },
    ): Promise<Pick<Response, 'ok' | 'status' | 'headers' | 'json' | 'text'>>
  }
}
