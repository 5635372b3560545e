/** Who may call the control API, and by which names. */
export interface ControlOptions {
  /** What every request has to bring as `X-Simulator-Key`: 32 characters or more. @default one that is made */
  key?: string | undefined
  /**
   * Names that clients call it by, besides `localhost` and any IP address, without a port: `simulator` in a Docker
   * network. @default none
   */
  hosts?: readonly string[] | undefined
}

/** Where the control API is, and what it wants. */
export interface Control {
  /** The base URL of its operations. */
  readonly url: string
  /** For the header `X-Simulator-Key`. */
  readonly key: string
}
