import { availableParallelism, loadavg } from 'node:os'

/** What you need to know to read figures: the command, and where and when it ran. */
export function heading(script: string): string {
  const load = loadavg()[0]?.toFixed(1)
  return [
    `$ pnpm --filter @pagamio/benchmarks ${script}`,
    `${process.release.name} ${process.version}, ${availableParallelism()} cores (load ${load}), ${new Date().toISOString().slice(0, 16)}Z`,
  ].join('\n')
}
