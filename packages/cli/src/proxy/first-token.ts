import { isPagamioAuthError } from '@pagamio/auth-core'
import { failureOf } from '../failure.ts'
import type { Session } from '../session.ts'

/** What waiting does not cure ends it now; an endpoint that is down is no reason not to be there when it is back. */
export async function firstToken({ auth, signal, screen }: Session): Promise<void> {
  try {
    await auth.getToken({ signal })
  } catch (error) {
    if (!isPagamioAuthError(error) || error.retryAfterMs === undefined) throw error
    screen.line(`${screen.paint('yellow', '!')} ${failureOf(error).message} It serves all the same.`)
  }
}
