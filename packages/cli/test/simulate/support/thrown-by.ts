import { Failure } from '../../../src/failure.ts'

/** The failure that ends this work; anything else that ends it fails the test. */
export function thrownBy(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('Nothing was thrown.')
}
