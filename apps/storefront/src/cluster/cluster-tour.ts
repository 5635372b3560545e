import { createPagamioAuth } from '@pagamio/auth-core'
import { manualClock } from '@pagamio/auth-core/testing'
import { demoCredentials, type Simulator } from '@pagamio/simulator'
import type { Tour } from '../tour.ts'
import { createTourGuide } from '../tour-guide.ts'

const VISITORS = 100

/** What happens to several processes that share a store, in real time. Figures come from the server's log. */
export async function takeClusterTour(server: Simulator, url: string, workers: number): Promise<Tour> {
  const { step, steps } = createTourGuide(server, manualClock())

  const crowd = async (calls: number, call: () => Promise<number>) => {
    const statuses = await Promise.all(Array.from({ length: calls }, call))
    return { calls, answered: statuses.filter((status) => status === 200).length, waited: 0 }
  }
  const visit = async (path: string, init?: RequestInit) => {
    // A connection of its own for each visitor, so that every worker has some.
    const headers = { ...(init?.headers as Record<string, string> | undefined), connection: 'close' }
    const answer = await fetch(`${url}${path}`, { ...init, headers })
    await answer.arrayBuffer()
    return answer.status
  }
  const browse = () => visit('/categories')

  await step(
    `Cold start of ${workers} processes, ${VISITORS} at once`,
    () => crowd(VISITORS, browse),
    { logins: 1, refreshes: 0 },
    (seen) => ({
      unnoticed: `${workers} processes shared one login`,
      claims: { 'all calls used one token': seen.tokens === 1 },
    }),
  )

  server.revokeAll()
  await step(
    'Token revoked under them all',
    () => crowd(VISITORS, browse),
    { logins: 0, refreshes: 1 },
    (seen) => ({
      unnoticed: `${seen.refused} × 401, each sent again; one refresh for all`,
      claims: { 'calls met the revocation': seen.refused > 0, 'and used one new token': seen.tokens <= 2 },
    }),
  )

  const order = JSON.stringify({ mobileNumber: '+27821234567', amount: 29, reference: 'tour-1' })
  const headers = { 'content-type': 'application/json' }
  await step(
    'The same purchase, sent to each of them',
    () => crowd(workers, () => visit('/airtime', { method: 'POST', headers, body: order })),
    { logins: 0, refreshes: 0 },
    (seen) => ({ unnoticed: `charged ${seen.charges} time`, claims: { 'it was charged once': seen.charges === 1 } }),
  )

  const { budget } = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials }).status()
  return { steps, minutes: 0, limits: budget }
}
