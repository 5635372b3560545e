export type { Clock } from './clock.ts'
export type { Control, ControlOptions } from './control/control-options.ts'
export type { Endpoint } from './endpoint.ts'
export type { Environment } from './environment.ts'
export type { BodyForm, Fault } from './fault.ts'
export type { Service } from './health.ts'
export type { SimulatorFetch } from './in-process.ts'
export type { Listener, ListenOptions } from './listener.ts'
export type { LogEntry, Outcome } from './log-entry.ts'
export {
  demoCredentials,
  type MerchantOptions,
  type SecondFactor,
  type SubMerchantOptions,
} from './merchant-options.ts'
export type { Charge } from './payments/transactions.ts'
export { type RefusalName, refusalCodes, refusalNames } from './refusals.ts'
export { createSimulator, type Simulator } from './simulator.ts'
export type { LifetimeOptions, LimitOptions, ResponseShape, Rotation, SimulatorOptions } from './simulator-options.ts'
export { type TurnableClock, turnableClock } from './turnable-clock.ts'
