import type { Case } from './case.ts'
import { failureCases } from './cases/failures.ts'
import { redirectCases } from './cases/redirects.ts'
import { replayCases } from './cases/replay.ts'
import { secrecyCases } from './cases/secrecy.ts'
import { sharingCases } from './cases/sharing.ts'

/** The list. Every runtime runs all of it, and the runner knows how long it is. */
export const cases: readonly Case[] = [
  ...sharingCases,
  ...replayCases,
  ...failureCases,
  ...redirectCases,
  ...secrecyCases,
]
