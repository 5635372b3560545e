import { createBudget, createPagamioAuth, type FetchLike } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'

/** How long after the login's answer each of `count` callers had the token, and how many logins the server saw. */
export async function coldCallers(count: number): Promise<{ logins: number; firstMs: number; lastMs: number }> {
  const simulator = createSimulator()
  let respondedAt = 0
  const fetch: FetchLike = async (input, init) => {
    const response = await simulator.fetch(input, init)
    respondedAt = performance.now()
    return response
  }
  const budget = createBudget()
  const auth = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch, budget })
  const resolvedAt: number[] = []
  const caller = () => auth.getToken().then(() => resolvedAt.push(performance.now()))
  await Promise.all(Array.from({ length: count }, caller))
  await auth.close()
  const after = resolvedAt.map((at) => at - respondedAt)
  return { logins: simulator.count('login'), firstMs: Math.min(...after), lastMs: Math.max(...after) }
}
