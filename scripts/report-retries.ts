import type { Reporter, TestCase } from 'vitest/node'

/**
 * Says of which tests the first try failed, and why. Real processes, servers and browsers share the machine with whatever
 * else runs on it, so the long tests have a second try; one that needs it often has a fault, and has to be seen.
 */
export default class ReportRetries implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const { retryCount = 0 } = test.diagnostic() ?? {}
    if (retryCount === 0 || test.result().state !== 'passed') return
    const reasons = test.result().errors?.map(({ message }) => message.split('\n', 1)[0]) ?? []
    console.log(`SECOND TRY: ${test.module.relativeModuleId} > ${test.fullName}: ${reasons.join('; ')}`)
  }
}
