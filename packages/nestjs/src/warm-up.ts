import { isPagamioAuthError, type PagamioAuth, PagamioAuthError } from '@pagamio/auth-core'

/** What an application does for its first token when it starts. */
export type WarmUp = false | 'background' | 'required'

/** @throws PagamioAuthError `invalid_options` for anything else */
export function checkWarmUp(warmUp: unknown): asserts warmUp is WarmUp {
  if (warmUp !== false && warmUp !== 'background' && warmUp !== 'required')
    throw new PagamioAuthError('invalid_options', `Option "warmUp" should be false, 'background' or 'required'.`)
}

/** @throws PagamioAuthError if a token is required and none can be acquired; the message says what to do */
export async function runWarmUp({ getToken }: Pick<PagamioAuth, 'getToken'>, warmUp: WarmUp): Promise<void> {
  if (warmUp === 'required') await getToken().catch(refuseToStart)
  // Failures are in the log, as events.
  if (warmUp === 'background') getToken({ timeoutMs: 0 }).catch(() => {})
}

/** If a process does not start, its log shows the message alone. */
function refuseToStart(error: unknown): never {
  if (!isPagamioAuthError(error)) throw error
  const { code, message, hint, status, retryAfterMs, cause } = error
  const facts = { hint, status, retryAfterMs, cause: cause as Error | undefined }
  throw new PagamioAuthError(code, `No token at the start, and warmUp is 'required': ${message} ${hint}`, facts)
}
