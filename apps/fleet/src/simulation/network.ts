import type { FetchLike, LimitedEndpoint } from '@pagamio/auth-core'
import type { CommonStore } from './common-store.ts'
import type { Member } from './member.ts'
import type { Pagamio } from './pagamio.ts'
import type { Recorder } from './recorder.ts'
import type { RefreshTokens } from './refresh-tokens.ts'
import { LIMITS } from './report.ts'
import type { Scheduler } from './scheduler.ts'

/** An address that processes go out from, with the store that they share. */
export interface Address {
  readonly name: string
  readonly store: CommonStore
}

export interface Surroundings {
  readonly scheduler: Scheduler
  readonly pagamio: Pagamio
  readonly recorder: Recorder
  readonly refreshTokens: RefreshTokens
}

/** The way of a process to Pagamio, and what is seen on it. */
export function fetchOf(member: Member, { name, store }: Address, around: Surroundings): FetchLike {
  const { scheduler, pagamio, recorder, refreshTokens } = around
  const { report } = recorder
  const { random } = member

  function noteSending(refreshToken: string): void {
    const wrong = refreshTokens.send(refreshToken, member.life.id, store)
    if (!wrong) return
    if (wrong.limit === undefined) report.spentTwice++
    else report.spentTwiceWithExcuse++
    const detail = `${member.name} sends it, for the ${wrong.times}th time in all`
    recorder.found('a refresh token was spent twice', detail, wrong.limit)
  }

  function noteArrival(endpoint: LimitedEndpoint): void {
    const recent = recorder.arrived(endpoint, store.excuse)
    if (recent <= LIMITS[endpoint]) return
    const detail = `${recent} to ${endpoint} from ${name}`
    recorder.found(`more than ${LIMITS[endpoint]} calls in 60 s`, detail, store.excuse)
  }

  function noteAnswer(endpoint: LimitedEndpoint, status: number): void {
    recorder.tell(`${member.name} is answered ${status} by ${endpoint}`)
    if (status !== 429) return
    if (store.excuse === undefined) report.limited++
    else report.limitedWithExcuse++
    recorder.found('a 429', `${endpoint} from ${name}`, store.excuse)
  }

  return (input, init = {}) =>
    new Promise<Response>((resolve, reject) => {
      const url = String(input)
      const endpoint = url.endsWith('/auth/token') ? 'login' : url.endsWith('/refresh') ? 'refresh' : 'categories'
      const limited = endpoint === 'categories' ? undefined : endpoint
      const { life } = member
      const wayMs = random.between(5, 60)
      const { signal } = init
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      const refreshToken = limited === 'refresh' ? (JSON.parse(String(init.body)).refreshToken as string) : undefined
      if (refreshToken !== undefined) noteSending(refreshToken)
      if (limited) recorder.tell(`${member.name} sends to ${limited}`)
      if (limited && member.mayBeAlone) store.passedOver()
      const back = (run: () => void) => scheduler.after(wayMs, () => member.deliver(life, run, 'answers'))
      const arrive = () => {
        if (limited) noteArrival(limited)
        pagamio.receive(endpoint, name, url, init).then(
          (answer) => {
            if (limited) noteAnswer(limited, answer.status)
            else if (answer.status === 401) pagamio.foundDead(bearerOf(init))
            else if (answer.status === 200) pagamio.accepted(bearerOf(init))
            back(() => {
              if (refreshToken !== undefined) refreshTokens.hear(refreshToken, life.id, answer)
              resolve(answer)
            })
          },
          (error) => back(() => reject(error)),
        )
      }
      scheduler.after(wayMs, arrive)
      if (limited) member.asked()
    })
}

const bearerOf = ({ headers }: RequestInit) => new Headers(headers).get('authorization')?.replace('Bearer ', '') ?? ''
