import { type CheckName, type Finding, failedBy, skipped, type Verdict } from './finding.ts'

/** What was found so far, as far as later checks depend on it. */
export class Chart {
  /** The failed check that keeps one from being made; its own name, where it failed itself. */
  readonly #causes = new Map<CheckName, CheckName>()

  /** The first cause why these cannot be built on. */
  causeAmong(names: readonly CheckName[]): CheckName | undefined {
    return names.map((name) => this.#causes.get(name)).find((cause) => cause !== undefined)
  }

  /** Makes a check, unless what it needs has failed. Never throws. */
  async see(check: CheckName, needs: readonly CheckName[], look: () => Promise<Verdict>): Promise<Finding> {
    const cause = this.causeAmong(needs)
    if (cause !== undefined) {
      this.#causes.set(check, cause)
      return { check, ...skipped(`Not tried: ${cause} failed.`) }
    }
    const verdict = await look().catch(failedBy)
    if (verdict.state === 'failed') this.#causes.set(check, check)
    return { check, ...verdict }
  }
}
