import { accountForbidden, failure, passwordRefused } from '../../src/errors/failure.ts'
import type { Answer } from '../../src/token/answer.ts'
import { noFields } from '../../src/token/profile.ts'

/** Lives of tokens. Ten minutes give windows of two minutes and of 30 seconds. */
const REFRESH_LIFE_MS = 7 * 24 * 3_600_000
const LONG_LIFE_MS = 600_000
const SHORT_LIFE_MS = 200_000
const BRIEF_LIFE_MS = 4_000

/** What a call to the token endpoint can come to. */
export type AnswerName =
  | 'token'
  | 'token without refresh token'
  | 'same token'
  | 'short token'
  | 'brief token'
  | 'dead token'
  | 'refused'
  | 'forbidden'
  | 'limited'
  | '5xx'
  | 'garbled'
  | 'unusable'
  | 'lost'
  | 'never sent'

const unavailable = failure('endpoint_unavailable', 'unavailable')
const unexpected = failure('unexpected_response', 'unexpected')
const refreshRefused = failure('invalid_credentials', 'refused')
export const limitedFailure = failure('rate_limited', 'limited')

const lives = {
  token: LONG_LIFE_MS,
  'token without refresh token': LONG_LIFE_MS,
  'same token': LONG_LIFE_MS,
  'short token': SHORT_LIFE_MS,
  'brief token': BRIEF_LIFE_MS,
  'dead token': 0,
} as const

export const bringsToken = (name: AnswerName): name is keyof typeof lives => name in lives

/** What the answer of this name says. Tokens are named after their credentials. */
export function answerOf(
  name: Exclude<AnswerName, 'limited'>,
  call: { readonly endpoint: 'login' | 'refresh'; readonly credentials: string },
  serial: number,
  held: string | undefined,
): Exclude<Answer, { readonly kind: 'limited' }> {
  if (bringsToken(name)) {
    const mark = `${serial} ${call.credentials}`
    const accessToken = name === 'same token' ? (held ?? `a${mark}`) : `a${mark}`
    const refreshToken = name === 'token without refresh token' ? undefined : `r${mark}`
    return {
      kind: 'token',
      response: {
        accessToken,
        refreshToken,
        lifetimeMs: lives[name],
        refreshLifetimeMs: REFRESH_LIFE_MS,
        profile: noFields,
        warnings: [],
      },
    }
  }
  switch (name) {
    case 'refused':
      return { kind: 'refused', failure: call.endpoint === 'login' ? passwordRefused : refreshRefused }
    case 'forbidden':
      return { kind: 'failed', failure: accountForbidden, passing: false, mayBeSpent: false }
    case '5xx':
      return { kind: 'failed', failure: unavailable, passing: true, mayBeSpent: false }
    case 'garbled':
      return { kind: 'failed', failure: unexpected, passing: true, mayBeSpent: true }
    case 'unusable':
      return { kind: 'failed', failure: unexpected, passing: false, mayBeSpent: true }
    case 'lost':
      return { kind: 'unanswered', failure: unavailable, mayBeSpent: true }
    case 'never sent':
      return { kind: 'unanswered', failure: unavailable, mayBeSpent: false }
  }
}
