import { median } from './median.ts'

/** One variant under measurement: what is awaited `calls` times. */
export interface Variant {
  readonly name: string
  readonly run: () => Promise<unknown>
}

export interface Measured {
  readonly name: string
  readonly nsPerCall: number
  /** Median of the ratios to the first variant, round by round: stable where absolute times are not. */
  readonly ratio: number
}

async function time({ run }: Variant, calls: number): Promise<number> {
  const started = performance.now()
  for (let call = 0; call < calls; call++) await run()
  return ((performance.now() - started) * 1e6) / calls
}

/** Runs all variants in turn, round after round, so that a slow moment of the machine hits all of them. */
export async function interleaved(variants: readonly Variant[], rounds = 31, calls = 100_000): Promise<Measured[]> {
  for (const variant of variants) await time(variant, calls)
  const times: number[][] = variants.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, variant] of variants.entries()) times[index]?.push(await time(variant, calls))
  }
  const baseline = times[0] ?? []
  return variants.map(({ name }, index) => {
    const own = times[index] ?? []
    return { name, nsPerCall: median(own), ratio: median(own.map((ns, round) => ns / (baseline[round] ?? Number.NaN))) }
  })
}
