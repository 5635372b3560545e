import { type Binary, findBun, findDeno, findNode, findWorkerd } from './binaries.ts'
import type { Report } from './case.ts'
import type { Place } from './place.ts'
import { runProcess } from './run-process.ts'
import { runWorkerd } from './run-workerd.ts'

export interface Runtime {
  readonly name: string
  /** How it names itself from within: no other one can have run the cases in its stead. */
  readonly userAgent: string
  find(): Binary | undefined
  run(binary: Binary, place: Place): Promise<Report>
}

const node = (major: 22 | 24): Runtime => ({
  name: `Node ${major}`,
  userAgent: `Node.js/${major}`,
  find: () => findNode(major),
  run: ({ path }, place) => runProcess(path, [], place),
})

const workerd = (name: string, compatibilityDate: string): Runtime => ({
  name,
  userAgent: 'Cloudflare-Workers',
  find: findWorkerd,
  run: ({ path }, place) => runWorkerd(path, place, compatibilityDate),
})

/** The runtimes that the README names. */
export const runtimes: readonly Runtime[] = [
  node(22),
  node(24),
  {
    name: 'Bun',
    userAgent: 'Bun/',
    find: findBun,
    run: ({ path }, place) => runProcess(path, ['run'], place),
  },
  {
    name: 'Deno',
    userAgent: 'Deno/',
    find: findDeno,
    // No permission but the network: the core needs no other, and must do without the environment.
    run: ({ path }, place) => runProcess(path, ['run', '--allow-net=127.0.0.1', '--no-config', '--no-prompt'], place),
  },
  workerd('workerd', '2026-11-01'),
  // Before Request had a member "cache", and refused one.
  workerd('workerd as of 2024', '2024-11-01'),
]
