import fc from 'fast-check'
import { worldCommands } from './commands.ts'
import { MINUTE, World, type WorldOptions } from './world.ts'

const worldOptions = (instances: fc.Arbitrary<number[]>): fc.Arbitrary<WorldOptions> =>
  fc.record({
    instances,
    accessMs: fc.constantFrom(30 * MINUTE, 30 * MINUTE, 60 * MINUTE, 5 * MINUTE, 20_000, 7_000, 2_000),
    expiresIn: fc.constantFrom(
      { sent: undefined, lifeMs: undefined },
      { sent: undefined, lifeMs: undefined },
      { sent: '1800', lifeMs: 30 * MINUTE },
      { sent: 60, lifeMs: MINUTE },
      { sent: 1, lifeMs: 1_000 },
      ...[-1, 0, null, {}, 'soon', 1e300].map((sent) => ({ sent, lifeMs: 60 * MINUTE })),
    ),
    limits: fc.constantFrom({ logins: 5, refreshes: 10 }, { logins: 2, refreshes: 2 }),
    latencyMs: fc.constantFrom(0, 0, 150, 4_000),
    withRefreshToken: fc.constantFrom(true, true, true, false),
    seed: fc.nat(),
  })

interface Model {
  readonly name: string
  /** The merchant of each instance. */
  readonly instances: fc.Arbitrary<number[]>
}

export const models: readonly Model[] = [
  { name: 'one instance', instances: fc.constant([0]) },
  {
    name: 'several instances of several merchants, which share one budget',
    instances: fc.array(fc.nat(2), { minLength: 2, maxLength: 3 }),
  },
]

const USUAL_SEED = 20_261_123

const env = (name: string) => process.env[`MODEL_${name}`]

/**
 * Runs the commands against fresh worlds and prints the seed: the same one each time, so that a gate that passed passes
 * again; `MODEL_SEED=random` looks for more. To replay what a failure printed:
 * `MODEL_SEED=… MODEL_PATH=… MODEL_REPLAY=… vitest run test/model`; `MODEL_RUNS` sets the number of runs.
 */
export async function runModel({ name, instances }: Model, usualRuns: number): Promise<void> {
  const asked = env('SEED') ?? USUAL_SEED
  const seed = asked === 'random' ? Date.now() % 2 ** 31 : Number(asked)
  const numRuns = Number(env('RUNS') ?? usualRuns)
  const path = env('PATH')
  const replayPath = env('REPLAY')
  process.stdout.write(`model of ${name}: ${numRuns} runs, MODEL_SEED=${seed}\n`)
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  const commands = fc.commands(worldCommands, { maxCommands: 25, size: 'max', ...(replayPath ? { replayPath } : {}) })
  const property = fc.asyncProperty(worldOptions(instances), commands, async (options, sequence) => {
    const world = new World(options)
    await fc.asyncModelRun(() => ({ model: {}, real: world }), sequence)
    await world.finish()
    if (unhandled.length > 0) throw new Error(`Broken: 12: unhandled rejection: ${String(unhandled.shift())}`)
  })
  try {
    await fc.assert(property, { seed, numRuns, ...(path ? { path } : {}) })
  } finally {
    process.off('unhandledRejection', note)
  }
}
