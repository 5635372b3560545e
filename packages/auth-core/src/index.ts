export { AccessToken } from './access-token.ts'
export {
  createPagamioAuthPool,
  type PagamioAuthPool,
  type PagamioAuthPoolOptions,
  type PagamioAuthPoolStatus,
} from './auth-pool.ts'
export { allowInsecureHttp, type Environment, environments } from './base-url.ts'
export { type Budget, type BudgetLimits, createBudget } from './budget.ts'
export { askForPermit, type CallLog, emptyCallLog, settlePermit } from './call-log.ts'
export type { Clock, TimerHandle } from './clock.ts'
export type { Credentials, CredentialsOption } from './credentials.ts'
export { type ErrorCode, errorCodes } from './error-codes.ts'
export { isPagamioAuthError, PagamioAuthError } from './errors.ts'
export type { AcquisitionReason, LimitedEndpoint, Listener, PagamioAuthEvent } from './events.ts'
export type { FetchLike } from './fetch-like.ts'
export type { GetTokenOptions } from './get-token-options.ts'
export { type HttpTrouble, httpTrouble } from './http-trouble.ts'
export { type EventLog, logEvents } from './log-events.ts'
export { memoryStore } from './memory-store.ts'
export { allowBrowser, type PagamioAuthOptions } from './options.ts'
export { optionsFromEnv } from './options-from-env.ts'
export { createPagamioAuth, type PagamioAuth } from './pagamio-auth.ts'
export { type ReplayableBody, replayableBody } from './replayable-body.ts'
export { type AuthorizedRequest, sendAuthorized, type TokenSource } from './send-authorized.ts'
export type { EndpointStatus, PagamioAuthStatus } from './status.ts'
export type {
  PermitAnswer,
  PermitAsk,
  PermitSettlement,
  SharedTokenStore,
  StoreCall,
  StoredText,
  TokenStore,
} from './token-store.ts'
