import { describe, test } from 'vitest'
import { badApplications, findOut, motionless } from './find-out.ts'

const PATIENCE_MS = 5_000

// They are waited for together, and apart from those that have something to do.
describe('an application that', () => {
  test.concurrent.for(badApplications.filter(({ flaw }) => motionless.has(flaw)))(
    '$flaw is found out',
    async (one, { expect }) => expect(findOut(one, PATIENCE_MS)).rejects.toThrow(one.words),
  )
})
