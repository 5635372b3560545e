import type { SeenCall } from '../world/token-server.ts'
import type { FinishedRun } from './finished-run.ts'

/** No more calls than are needed, and each refresh token twice at most, by one process. */
export function checkCalls(run: FinishedRun): void {
  checkCounts(run)
  checkRefreshTokens(run)
}

const isWasted = ({ status, heard }: SeenCall) => status !== 200 || !heard

function checkCounts({ world, scenario, calls }: FinishedRun): void {
  const { facts } = world
  const logins = calls.filter(({ endpoint }) => endpoint === 'login')
  const refreshes = calls.filter(({ endpoint }) => endpoint === 'refresh')
  const wastedRefreshes = refreshes.filter(isWasted).length
  // After a refresh that brought nothing a login may follow; each wasted call may be made once more.
  const mostLogins = scenario.logins + logins.filter(isWasted).length + wastedRefreshes
  const mostRefreshes = scenario.refreshes + wastedRefreshes
  if (logins.length > mostLogins) world.violateUnless(facts.alone, `${logins.length} logins instead of ${mostLogins}`)
  if (refreshes.length > mostRefreshes)
    world.violateUnless(facts.alone, `${refreshes.length} refreshes instead of ${mostRefreshes}`)
}

/** Whether the call may have spent the refresh token that it sent. */
const maySpend = ({ status, heard }: SeenCall) => status === 200 || (status !== undefined && !heard)

function checkRefreshTokens({ world }: FinishedRun): void {
  const { server, facts } = world
  const spent = new Map<string, SeenCall>()
  const again = new Map<string, number>()
  for (const call of server.calls) {
    const { refreshToken } = call
    if (refreshToken === undefined || call.status === undefined) continue
    const before = spent.get(refreshToken)
    if (before && before.by !== call.by)
      // Nobody but its sender knows of a call whose answer was lost: the store is not told before it is sent.
      world.violateUnless(facts.alone || !before.heard, `${refreshToken} is sent by ${call.by} after ${before.by} has`)
    if (before) again.set(refreshToken, (again.get(refreshToken) ?? 0) + 1)
    else if (maySpend(call)) spent.set(refreshToken, call)
  }
  for (const [refreshToken, times] of again)
    if (times > 1) world.violateUnless(facts.alone, `${refreshToken} is sent ${times + 1} times`)
}
