/** Where a schedule leaves what is natural: at which point, and what happens there instead. */
export interface Deviation {
  readonly at: number
  readonly choice: string
}

/** In the order of the points. */
export type Plan = readonly Deviation[]

/** One line that says it all: `cold-start; 3 B load; 7 A takeLease: rejects`. */
export const lineOf = (scenario: string, plan: Plan): string =>
  [scenario, ...plan.map(({ at, choice }) => `${at} ${choice}`)].join('; ')

export function parseLine(line: string): { readonly scenario: string; readonly plan: Plan } {
  const [scenario = '', ...deviations] = line.split(';').map((part) => part.trim())
  const plan = deviations.map((text) => {
    const [, at, choice] = /^(\d+) (.+)$/.exec(text) ?? []
    if (at === undefined || choice === undefined) throw new Error(`Not "<point> <what happens>": ${text}`)
    return { at: Number(at), choice }
  })
  return { scenario, plan }
}
