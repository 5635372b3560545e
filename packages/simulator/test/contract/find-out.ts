import { adapterContract } from '../../src/testing/index.ts'
import { startServer } from './app.ts'
import { type Flaw, flaws } from './flaws.ts'

export interface BadApplication {
  readonly flaw: Flaw
  /** How the name of the case begins that notices, and what it says. */
  readonly name: string
  readonly words: RegExp
}

export const badApplications: readonly BadApplication[] = Object.entries(flaws).map(([flaw, [name, words]]) => ({
  flaw: flaw as Flaw,
  name,
  words,
}))

/** What these should do never comes: whoever waits for it waits until he loses patience. */
export const motionless: ReadonlySet<Flaw> = new Set([
  'lets callers wait for a renewal',
  'never renews ahead',
  'reports no 401 of a stream',
  'keeps no token',
])

/** Rejects with what the case says of the application. */
export async function findOut({ flaw, name }: BadApplication, patienceMs?: number): Promise<void> {
  const cases = adapterContract((settings) => startServer(settings, flaw), { patienceMs })
  const [fitting, ...more] = cases.filter((one) => one.name.startsWith(name))
  if (!fitting || more.length > 0) throw new Error(`one case should begin with '${name}'`)
  await fitting.run()
}
