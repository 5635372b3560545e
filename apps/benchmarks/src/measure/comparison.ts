import { type Interval, intervalOf } from './interval.ts'

export type Figures<Metric extends string> = Readonly<Record<Metric, number>>

/** Runs one subject once and says what it took. */
export type Subject<Metric extends string> = () => Promise<Figures<Metric>>

export interface Comparison<Role extends string, Metric extends string> {
  /** Runs each subject once, in an order of chance, so that no subject always follows the same one. */
  round(): Promise<void>
  of(role: Role, metric: Metric): Interval
  /** Of the ratios within each round: a slow moment of the machine hits both sides of a ratio. */
  ratio(role: Role, to: Role, metric: Metric): Interval
}

/** Subjects that are measured in turn. The first round warms them up and is not counted. */
export function compare<Role extends string, Metric extends string>(
  subjects: Readonly<Record<Role, Subject<Metric>>>,
): Comparison<Role, Metric> {
  const roles = Object.keys(subjects) as Role[]
  const rounds: Readonly<Record<Role, Figures<Metric>>>[] = []
  let warm = false

  async function measure(): Promise<Record<Role, Figures<Metric>>> {
    const figures: Partial<Record<Role, Figures<Metric>>> = {}
    for (const role of shuffled(roles)) figures[role] = await subjects[role]()
    return figures as Record<Role, Figures<Metric>>
  }

  return {
    async round() {
      if (!warm) await measure()
      warm = true
      rounds.push(await measure())
    },
    of: (role, metric) => intervalOf(rounds.map((figures) => figures[role][metric])),
    ratio: (role, to, metric) => intervalOf(rounds.map((figures) => figures[role][metric] / figures[to][metric])),
  }
}

function shuffled<Value>(values: readonly Value[]): Value[] {
  return values
    .map((value) => ({ value, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ value }) => value)
}
