import type { Row } from './row.ts'
import { bothCopies } from './rows/both-copies.ts'
import { bundles } from './rows/bundles.ts'
import { deployments } from './rows/deployments.ts'
import { firstSnippets } from './rows/first-snippets.ts'
import { honoWorkerd } from './rows/hono-workerd.ts'
import { jest } from './rows/jest.ts'
import { nestStarter } from './rows/nest-starter.ts'
import { nestTypeorm } from './rows/nest-typeorm.ts'
import { edited, next } from './rows/next.ts'
import { outside } from './rows/outside.ts'
import { peers } from './rows/peers.ts'
import { typescript } from './rows/typescript.ts'

export const rows: readonly Row[] = [
  // What takes longest comes first, so that nothing is waited for in the end.
  ...next,
  edited,
  nestStarter,
  ...jest,
  typescript,
  bothCopies,
  bundles,
  ...peers,
  outside,
  firstSnippets,
  nestTypeorm,
  honoWorkerd,
  deployments,
]
