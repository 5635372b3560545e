/** Username and password of one merchant or sub-merchant, in one environment. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

export const sameCredentials = (a: Credentials, b: Credentials): boolean =>
  a.username === b.username && a.password === b.password
