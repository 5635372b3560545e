import type { Change } from './change.ts'

/** A change that no test can notice. It is found by the text of its lines; blanks and line ends do not matter. */
export interface Equivalent extends Change {
  readonly reason: string
}

export const equivalents: readonly Equivalent[] = [
  {
    source: 'src/limit/sliding-window.ts',
    before: 'if (closedUntil !== undefined && now < closedUntil) return closedUntil - now',
    after: 'if (true && now < closedUntil) return closedUntil - now',
    reason: 'Nothing is less than undefined: the first half is there for the type checker.',
  },
  {
    source: 'src/token/acquisition.ts',
    before:
      "return afterAnswer(state.attempts, generation, { kind: 'unanswered', failure: lostCall, mayBeSpent: true })",
    after: 'return afterAnswer(state.attempts, generation, { kind: "", failure: lostCall, mayBeSpent: true })',
    reason: 'The attempts ask for the kinds `refused` and `failed` only: any other one counts as no answer.',
  },
  {
    source: 'src/token/acquisition.ts',
    before: "const lostCall = failure('endpoint_unavailable', 'The answer was lost.')",
    after: 'const lostCall = failure("", \'The answer was lost.\')',
    reason: 'Nobody reads this failure: the type of an answer asks for one.',
  },
  {
    source: 'src/token/acquisition.ts',
    before: "const lostCall = failure('endpoint_unavailable', 'The answer was lost.')",
    after: 'const lostCall = failure(\'endpoint_unavailable\', "")',
    reason: 'Nobody reads this failure: the type of an answer asks for one.',
  },
  {
    source: 'src/token/refresh-token.ts',
    before:
      'flight.background && held !== undefined && isShared(state) && leftMs(held, now) > windowsOf(held, rules).aloneMs',
    after: 'flight.background && true && isShared(state) && leftMs(held, now) > windowsOf(held, rules).aloneMs',
    reason: '`isShared` asks the same; this one is there for the type checker.',
  },
  {
    source: 'src/token/acquisition.ts',
    before: 'const unclear = held !== undefined && isShared(state) && isUnclear(state.attempts, held.set.generation)',
    after: 'const unclear = true && isShared(state) && isUnclear(state.attempts, held.set.generation)',
    reason: '`isShared` asks the same; this one is there for the type checker.',
  },
  {
    source: 'src/token/acquisition.ts',
    before: 'isShared(state) && state.marked !== state.held?.set.generation && choosesRefresh(state, now)',
    after: 'isShared(state) && state.marked !== state.held.set.generation && choosesRefresh(state, now)',
    reason: '`isShared` asks for a held token: the question mark is there for the type checker.',
  },
  {
    source: 'src/token/caller-answer.ts',
    before: 'if (failFast) return { failure: failFast.failure, retryAfterMs: failFast.until - now.mono }',
    after: 'if (true) return { failure: failFast.failure, retryAfterMs: failFast.until - now.mono }',
    reason: 'Without a refusal it was `hurried`, so that there is one: the question is there for the type checker.',
  },
  {
    source: 'src/token/decide.ts',
    before: "if (type === 'leased' && event.given === true) return [state, [{ do: 'end lease', flight: id }]]",
    after: "if (true && event.given === true) return [state, [{ do: 'end lease', flight: id }]]",
    reason: 'No other event has `given`: the first half is there for the type checker.',
  },
  {
    source: 'src/token/either-line.ts',
    before: "const waits = step.at === 'queued' && step.endpoint === 'refresh' && step.waited",
    after: "const waits = true && step.endpoint === 'refresh' && step.waited",
    reason: 'No other step has `waited`: the first part is there for the type checker.',
  },
  {
    source: 'src/token/jwt-times.ts',
    before: "const payload = token.split('.')[1] ?? ''",
    after: 'const payload = token.split(\'.\')[1] ?? "Stryker was here!"',
    reason: 'A text that is no base64 has no dates, as the empty one.',
  },
  {
    source: 'src/token/jwt-times.ts',
    before: "typeof value === 'number' && Number.isFinite(value) ? value : undefined",
    after: 'true && Number.isFinite(value) ? value : undefined',
    reason: '`Number.isFinite` is false for what is no number: the first half is there for the type checker.',
  },
  {
    source: 'src/token/outcome.ts',
    before:
      "const isPassing = (answer: Failed) => answer.kind === 'unanswered' || (answer.kind === 'failed' && answer.passing)",
    after: "const isPassing = (answer: Failed) => answer.kind === 'unanswered' || (true && answer.passing)",
    reason: 'A refusal has no `passing`: the first half is there for the type checker.',
  },
  {
    source: 'src/token/steps.ts',
    before: "const refreshToken = endpoint === 'refresh' ? held?.set.refreshToken : undefined",
    after: "const refreshToken = endpoint === 'refresh' ? held.set.refreshToken : undefined",
    reason: 'A refresh is called with a held token only: the question mark is there for the type checker.',
  },
  {
    source: 'src/token/failing.ts',
    before: "return fail(state, refusal, { remember: false, endpoint: 'login', again: false }, now, ...before)",
    after: 'return fail(state, refusal, {}, now, ...before)',
    reason: 'What is missing counts as false, and the endpoint of what is not remembered is not asked for.',
  },
  {
    source: 'src/token/failing.ts',
    before: "return fail(state, refusal, { remember: false, endpoint: 'login', again: false }, now, ...before)",
    after: 'return fail(state, refusal, { remember: false, endpoint: "", again: false }, now, ...before)',
    reason: 'The endpoint of what is not remembered is not asked for.',
  },
  {
    source: 'src/token/steps.ts',
    before:
      'const unclear = flight.leased && held !== undefined && isShared(state) && isUnclear(attempts, held.set.generation)',
    after: 'const unclear = flight.leased && true && isShared(state) && isUnclear(attempts, held.set.generation)',
    reason: '`isShared` asks the same; this one is there for the type checker.',
  },
]
