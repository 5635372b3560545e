import { storeConformance } from '@pagamio/auth-core/testing'

const notRun = () => {
  throw new Error('these cases are only counted')
}

/** How many cases a shared store has to pass. */
export const caseCount = storeConformance(notRun, { sharing: true }).length
