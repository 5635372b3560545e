import type { Ask, Work } from '../world/asks.ts'
import { firstCredentials, type Instance } from '../world/instance.ts'
import { type GivenToken, TOKEN_LIFE_MS } from '../world/token-server.ts'
import type { FinishedRun } from './finished-run.ts'

/** Timers last a millisecond at least, and a caller may need two of them. */
const SLACK_MS = 2

/** Each caller is served in its time: with a token of its own that lives, or with a documented reason why not. */
export function checkAsks(run: FinishedRun): void {
  const { world } = run
  for (const instance of world.instances) {
    for (const ask of instance.asks) {
      for (const problem of problems(run, instance, ask)) world.violate(`${ask.name} ${problem}`)
    }
    for (const work of instance.works) {
      for (const problem of workProblems(run, instance, work)) world.violate(`${work.name} ${problem}`)
    }
  }
}

function timeProblems({ world }: FinishedRun, { name }: Instance, { settledAt, askedAt, withinMs }: Work): string[] {
  if (settledAt === undefined) return ['is never settled']
  const tookMs = settledAt - askedAt - world.time.stoodStillMs[name]
  return tookMs > withinMs + SLACK_MS ? [`takes ${tookMs} ms instead of ${withinMs}`] : []
}

function workProblems(run: FinishedRun, instance: Instance, work: Work): readonly string[] {
  const excused = run.world.facts.failedReadings > 0 && run.core.isPagamioAuthError(work.error)
  return [...timeProblems(run, instance, work), ...(work.error && !excused ? [`fails with ${work.error}`] : [])]
}

function problems(run: FinishedRun, instance: Instance, ask: Ask): readonly string[] {
  const { settledAt, token } = ask
  const slow = timeProblems(run, instance, ask)
  if (settledAt === undefined) return slow
  if (!token) return [...slow, ...failureProblems(run, instance, ask, settledAt)]
  const problem = tokenProblem(instance, ask, settledAt, run.world.server.tokens.get(token.value))
  return problem === undefined ? slow : [...slow, problem]
}

function tokenProblem(instance: Instance, ask: Ask, at: number, given: GivenToken | undefined): string | undefined {
  if (!given || at >= given.givenAt + TOKEN_LIFE_MS) return 'gets a token that is dead'
  const { username, password } = ask.credentials ?? instance.credentials
  if (given.username !== username) return 'gets the token of another account'
  const ofOthers = instance.replaced && given.password !== password && given.value !== instance.inheritedToken
  return ofOthers ? 'gets a token of credentials that were replaced before' : undefined
}

function failureProblems({ world, core, usedAgain }: FinishedRun, instance: Instance, ask: Ask, at: number): string[] {
  const { error, controller, living, askedAt, withinMs } = ask
  if (controller?.signal.aborted && error === controller.signal.reason) return []
  if (!core.isPagamioAuthError(error) || !(error.code in core.errorCodes)) return [`fails with ${error}`]
  const { code } = error
  if (code === 'closed' && instance.closed) return []
  const { failedCalls, failedReadings } = world.facts
  const sameAccount = instance.credentials.username === firstCredentials.username
  const found = []
  if (usedAgain.includes(ask) && code !== 'invalid_credentials') found.push(`still fails some time later: ${code}`)
  if (at < askedAt + withinMs && failedCalls + failedReadings === 0) found.push(`fails although no call has: ${code}`)
  if (living !== undefined && sameAccount && !instance.closed) found.push(`fails although a token lives: ${code}`)
  return found
}
