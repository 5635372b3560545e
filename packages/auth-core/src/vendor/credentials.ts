/** Username and password of one merchant or sub-merchant, in one environment. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/**
 * Two passwords of one username, while you change it. `next` is tried once `current` is refused, within the same
 * acquisition, so no call fails at the moment of the change.
 * @example credentials: async () => ({ current: await vault.read('pagamio'), next: await vault.read('pagamio-next') })
 */
export interface RotatingCredentials {
  readonly current: Credentials
  /** @default none: nothing is being changed */
  readonly next?: Credentials | undefined
}

export const sameCredentials = (a: Credentials, b: Credentials): boolean =>
  a.username === b.username && a.password === b.password
