export type { Clock } from './clock.ts'
export type { Endpoint } from './endpoint.ts'
export type { Environment } from './environment.ts'
export type { BodyForm, Fault } from './fault.ts'
export type { SimulatorFetch } from './in-process.ts'
export type { Listener, ListenOptions } from './listener.ts'
export type { LogEntry, Outcome } from './log-entry.ts'
export { createSimulator, type Simulator } from './simulator.ts'
export {
  demoCredentials,
  type LifetimeOptions,
  type LimitOptions,
  type MerchantOptions,
  type ResponseShape,
  type Rotation,
  type SimulatorOptions,
  type SubMerchantOptions,
} from './simulator-options.ts'
export type { Charge } from './transactions.ts'
