import type { FetchLike } from '../../../src/index.ts'
import type { CountedBudget } from './counted-budget.ts'
import type { Name } from './history.ts'
import type { Outside } from './outside.ts'

/**
 * The way to the token endpoint, in two steps, because a call that has arrived may be answered late or not at all. Like
 * the platform's own `fetch` it rejects at once if its signal aborts; the call itself goes on.
 */
export function fetchThrough({ pending, server, history, facts }: Outside, by: Name, budget: CountedBudget): FetchLike {
  return (input, init) =>
    new Promise<Response>((resolve, reject) => {
      const endpoint = String(input).endsWith('/refresh') ? 'refresh' : 'login'
      const signal = init?.signal ?? undefined
      const call = server.sent(by, endpoint, JSON.parse(String(init?.body)))
      budget.spend(endpoint)
      let settled = false
      const settle = (how: () => void) => {
        if (settled) return
        settled = true
        signal?.removeEventListener('abort', onAbort)
        how()
      }
      const fail = (error: unknown) =>
        settle(() => {
          facts.failedCalls++
          reject(error)
        })
      const onAbort = () => fail(signal?.reason)
      signal?.addEventListener('abort', onAbort)

      const answer = (status: number, text: string) =>
        settle(() => {
          call.heard = true
          if (status !== 200) facts.failedCalls++
          resolve(new Response(text, { status }))
        })
      const arrive = (how: string | undefined) => {
        if (how === 'unsent') return fail(networkError('ECONNREFUSED'))
        const reply = server.arrived(call, how === undefined ? undefined : Number(how))
        if (settled || !reply) return
        const { status, text, lost } = reply
        history.hear(by, `${status} ${text}`)
        const complete = (failed: string | undefined) =>
          failed === undefined && !lost ? answer(status, text) : fail(networkError('ECONNRESET'))
        pending.add({ by, what: `${endpoint} answer`, failures: ['lost', 'late'], signal, complete })
      }
      const failures = ['401', '429', '503', 'unsent', 'hangs', 'late']
      pending.add({ by, what: `${endpoint} sent`, failures, signal, complete: arrive })
    })
}

const networkError = (code: string) => Object.assign(new TypeError('fetch failed'), { cause: { code } })
