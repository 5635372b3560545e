import type { Scenario } from '../scenario.ts'
import { closing } from './closing.ts'
import { coldStarts } from './cold-starts.ts'
import { leaving } from './leaving.ts'
import { renewals } from './renewals.ts'
import { replacing } from './replacing.ts'

export const scenarios: readonly Scenario[] = [...coldStarts, ...renewals, ...replacing, ...closing, ...leaving]
