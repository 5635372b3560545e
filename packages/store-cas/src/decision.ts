/** What to put in the place of a record, or nothing to do; and what to answer. */
export interface Decision<T> {
  readonly next?: { readonly record: unknown; readonly keepMs: number } | undefined
  readonly answer: T
}

/** Reads the text at a key. Anything but JSON counts as nothing. */
export function recordIn(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
