import type { Control, ControlOptions } from './control/control-options.ts'

export interface ListenOptions {
  /** @default 0 (any free one) */
  port?: number | undefined
  /** `0.0.0.0` and `::` are all addresses of this machine. @default '127.0.0.1' */
  hostname?: string | undefined
  /**
   * Also serves the control API, at `/control`, for tests in other languages. Anybody with its key can do what this
   * process can do with the simulator. `true` is `{}`.
   * @default false
   * @example const { url, control } = await simulator.listen({ control: true })
   */
  control?: boolean | ControlOptions | undefined
}

export interface Listener {
  /** The base URL, down to `/api/v1`, as this machine can call it. */
  readonly url: string
  /** Undefined without `control`. */
  readonly control: Control | undefined
  /** Stops listening and ends all connections, also those that hang. */
  close(): Promise<void>
}
