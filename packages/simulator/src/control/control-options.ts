/** Access to the control API, and its host names. */
export interface ControlOptions {
  /** The key that every request needs as `X-Simulator-Key`: 32 characters or more. @default a new one */
  key?: string | undefined
  /**
   * Names that clients call it by, besides `localhost` and any IP address, without a port: `simulator` in a Docker
   * network. @default none
   */
  hosts?: readonly string[] | undefined
}

/** The address and the key of the control API. */
export interface Control {
  /** The base URL of its operations. */
  readonly url: string
  /** For the header `X-Simulator-Key`. */
  readonly key: string
}
