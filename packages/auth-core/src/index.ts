export type { CredentialsOption } from './acquire/credentials-option.ts'
export type { GetTokenOptions } from './acquire/get-token-options.ts'
export type { PaceOptions, Permit } from './acquire/pacer.ts'
export { type Answered, followRedirects, isAboutToken } from './attach/follow-redirects.ts'
export { isReplayable, type ReplayableBody, replayableBody } from './attach/replayable-body.ts'
export { type ReplayableRequest, replayableRequest } from './attach/replayable-request.ts'
export { type AuthorizedRequest, sendAuthorized, type TokenSource } from './attach/send-authorized.ts'
export { createPagamioAuth } from './create-auth.ts'
export { type ErrorCode, errorCodes } from './errors/error-codes.ts'
export { isPagamioAuthError, PagamioAuthError } from './errors/errors.ts'
export { type HttpTrouble, httpTrouble } from './errors/http-trouble.ts'
export { type Budget, type BudgetLimits, createBudget } from './limit/budget.ts'
export { type CallStatus, type EndpointStatus, endpointStatus } from './limit/endpoint-status.ts'
export type { PermitAnswer, PermitAsk, PermitSettlement } from './limit/permit.ts'
export { askForPermit, emptyPermitLog, type PermitLog, permitKey, settlePermit } from './limit/permit-log.ts'
export { permitLogAt, type StoredPermitLog } from './limit/stored-permit-log.ts'
export type { CallerListener, Listener, PagamioAuthEvent, PagamioCallerEvent, Subscribe } from './observe/events.ts'
export { describeEvent, type EventLog, type EventRecord, logEvents } from './observe/log-events.ts'
export type {
  AcquisitionStatus,
  Health,
  PagamioAuthStatus,
  TokenLife,
} from './observe/status.ts'
export type { StoreHealth, StoreLatency, StoreStatus } from './observe/store-status.ts'
export { allowInsecureHttp, type Environment, environments } from './options/base-url.ts'
export { allowBrowser, type PagamioAuthOptions } from './options/options.ts'
export { optionsFromEnv } from './options/options-from-env.ts'
export { storeKeyFromEnv } from './options/store-key-from-env.ts'
export type { PagamioAuth } from './pagamio-auth.ts'
export type { Clock, TimerHandle } from './platform/clock.ts'
export type { FetchLike } from './platform/fetch-like.ts'
export { untilAborted } from './platform/until-aborted.ts'
export { createPagamioAuthPool } from './pool/create-pool.ts'
export type { PagamioAuthPool, PagamioAuthPoolOptions, PagamioAuthPoolStatus } from './pool/pagamio-auth-pool.ts'
export type { PooledMerchant } from './pool/pooled-merchant.ts'
export { memoryStore } from './share/memory-store.ts'
export { SlotChanges } from './share/slot-changes.ts'
export type {
  SharedTokenStore,
  StoreCall,
  StoredText,
  TokenEntry,
  TokenStore,
} from './share/token-store.ts'
export { type ListenForChanges, type UntilTold, untilTold } from './share/until-told.ts'
export { AccessToken } from './token/access-token.ts'
export type { AcquisitionReason, LimitedEndpoint } from './token/endpoint.ts'
export { type PlainValue, Profile, type ProfileFields } from './token/profile.ts'
export type { Credentials, RotatingCredentials } from './vendor/credentials.ts'
