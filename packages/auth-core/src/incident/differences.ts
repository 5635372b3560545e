/** Where a replay comes to something else. */
export interface Difference {
  /** Which member: `actions`, `state.flight.step.at`. */
  readonly at: string
  /** As JSON; `undefined` where there is none. */
  readonly recorded: string | undefined
  readonly decided: string | undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members that are not the same, as deep as they differ. */
export function differencesOf(recorded: unknown, decided: unknown, at = ''): Difference[] {
  if (isObject(recorded) && isObject(decided)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(decided)])
    return [...names].flatMap((name) =>
      differencesOf(recorded[name], decided[name], at === '' ? name : `${at}.${name}`),
    )
  }
  const [one, other] = [recorded, decided].map(textOf)
  return one === other ? [] : [{ at, recorded: one, decided: other }]
}

/** A file need not have its members in our order. */
const textOf = (value: unknown): string | undefined =>
  JSON.stringify(value, (_name, member) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  )
