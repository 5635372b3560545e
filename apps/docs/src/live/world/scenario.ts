/** What a reader can do to the world. */
export const actions = {
  herd: 'Twenty requests at once from every process',
  revoke: 'Pagamio revokes every token',
  down: 'The token endpoint stops answering properly',
  up: 'The token endpoint works again',
  storedown: 'The store fails',
  storeup: 'The store works again',
  kill: 'A process dies, and another one starts in its place',
} as const

export type Action = keyof typeof actions

interface Step {
  /** Seconds from the start. */
  readonly at: number
  readonly action: Action
}

/** A run that comes out the same each time. */
export interface Scenario {
  readonly seed: number
  readonly processes: number
  readonly merchants: number
  readonly steps: readonly Step[]
}

export const quiet: Scenario = { seed: 1, processes: 4, merchants: 1, steps: [] }

const MOST = { processes: 8, merchants: 50, steps: 50, seconds: 24 * 3600 }

/** A scenario as it stands in an address: `seed=1&processes=8&merchants=1&do=herd@0,revoke@600`. */
export function printScenario({ seed, processes, merchants, steps }: Scenario): string {
  const done = steps.map(({ action, at }) => `${action}@${at}`).join(',')
  return `seed=${seed}&processes=${processes}&merchants=${merchants}${done && `&do=${done}`}`
}

/** Reads an address that anybody may have written: what cannot be meant is left out, and what is too large is the most. */
export function parseScenario(text: string): Scenario {
  const given = new URLSearchParams(text)
  const whole = (name: keyof Scenario & string, otherwise: number, most: number) => {
    const value = Number(given.get(name) ?? otherwise)
    return Number.isInteger(value) && value >= 1 ? Math.min(value, most) : otherwise
  }
  return {
    seed: whole('seed', quiet.seed, 2 ** 31),
    processes: whole('processes', quiet.processes, MOST.processes),
    merchants: whole('merchants', quiet.merchants, MOST.merchants),
    steps: (given.get('do') ?? '')
      .split(',')
      .slice(0, MOST.steps)
      .flatMap(parseStep)
      .sort((one, other) => one.at - other.at),
  }
}

function parseStep(text: string): Step[] {
  const [action = '', seconds = ''] = text.split('@')
  const at = Number(seconds)
  if (!Object.hasOwn(actions, action) || seconds === '' || !(at >= 0 && at <= MOST.seconds)) return []
  return [{ action: action as Action, at }]
}
