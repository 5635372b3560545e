import { type AccessToken, createPagamioAuth, type FetchLike } from '../../src/index.ts'
import type { CreateAuth } from './subject.ts'

/** Passes on what the transport threw, as a cause. */
export const keepsForeignCause: CreateAuth = (options) => {
  let cause: unknown
  const fetch: FetchLike = (input, init) =>
    (options.fetch as FetchLike)(input, init).catch((thrown) => {
      cause = thrown
      throw thrown
    })
  const { getToken } = createPagamioAuth({ ...options, fetch })
  return {
    getToken: (asked) =>
      getToken(asked).catch((error: Error) => {
        throw new Error(error.message, { cause })
      }),
  }
}

/** Hands out tokens that are handy in a template string. */
export const printsItsTokens: CreateAuth = (options) => {
  const { getToken } = createPagamioAuth(options)
  return {
    async getToken(asked) {
      const token = await getToken(asked)
      const { value } = token
      return Object.create(token, {
        value: { value },
        toString: { value: () => value },
      }) as AccessToken
    },
  }
}
