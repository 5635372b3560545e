import type { AccessToken } from '@pagamio/auth-core'
import { Chart } from './chart.ts'
import { api } from './checks/api.ts'
import { budget } from './checks/budget.ts'
import { call } from './checks/call.ts'
import { clock } from './checks/clock.ts'
import { configuration, type Place } from './checks/configuration.ts'
import { connection } from './checks/connection.ts'
import { credentials } from './checks/credentials.ts'
import { dns } from './checks/dns.ts'
import { health } from './checks/health.ts'
import { storeCheck } from './checks/store.ts'
import { token } from './checks/token.ts'
import type { CheckName, Finding, Verdict } from './finding.ts'
import { PATIENCE_MS, resolveSubject, type Subject } from './subject.ts'

/**
 * Looks at a setup step by step, from where the settings are to one call of the API, and says of each step how it is
 * and what to do. Never throws. Costs one login at most, and none where a token is stored or the password is known to be
 * refused; a stored token that ends soon is renewed behind it, and one that turns out to be revoked is replaced, as with
 * any call.
 * @example for await (const finding of examine(subject)) console.log(lineOf(finding, paint))
 */
export async function* examine(given: Subject): AsyncGenerator<Finding, void> {
  const subject = resolveSubject(given)
  const chart = new Chart()
  let place: Place | undefined
  let held: AccessToken | undefined
  let shared = false
  let aheadMs: number | undefined
  let unwell = false
  const at = (check: CheckName, needs: readonly CheckName[], look: (place: Place) => Promise<Verdict>) =>
    chart.see(check, ['configuration', ...needs], async () => look(place as Place))

  try {
    yield await chart.see('configuration', [], async () => {
      const seen = await configuration(subject)
      place = seen.place
      return seen.verdict
    })
    yield await at('credentials', [], credentials)
    yield await at('dns', [], dns)
    yield await at('connection', ['dns'], connection)
    yield await at('health', ['connection'], async (where) => {
      const verdict = await health(where)
      unwell = verdict.state === 'warned'
      return verdict
    })
    yield await at('api', ['connection'], async (where) => {
      const seen = await api(where)
      aheadMs = seen.aheadMs
      return seen.verdict
    })
    yield await at('clock', ['api'], async () => clock(aheadMs))
    yield await chart.see('store', [], async () => {
      const seen = await storeCheck(subject, subject.within(PATIENCE_MS))
      shared = seen.shared
      return seen.verdict
    })
    yield await at('budget', [], (where) => budget(where, shared))
    yield await at('token', ['credentials'], async (where) => {
      const seen = await token(where, { cause: chart.causeAmong(['api']), unwell })
      held = seen.token
      return seen.verdict
    })
    yield await at('call', ['api', 'token'], (where) => call(where, held as AccessToken))
  } finally {
    await place?.auth.close().catch(() => {})
  }
}
