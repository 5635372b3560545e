import { expect, test } from 'vitest'
import { passwordRefused } from '../../src/errors/failure.ts'
import type { Answer } from '../../src/token/answer.ts'
import { afterAnswer, isGarbled, isSpent, isUnclear, noAttempts, spent } from '../../src/token/refresh-attempts.ts'
import { response, unavailable, unreadable } from './support/events.ts'

// About src/token/refresh-attempts.ts. The refresh token of these tests is that of generation 5.

const lost: Answer = { kind: 'unanswered', failure: unavailable, mayBeSpent: true }
const neverSent: Answer = { kind: 'unanswered', failure: unavailable, mayBeSpent: false }
const garbage: Answer = { kind: 'failed', failure: unreadable, passing: true, mayBeSpent: true }
const refusal: Answer = { kind: 'refused', failure: passwordRefused }

const attempts = (...answers: readonly Answer[]) =>
  answers.reduce((last, answer) => afterAnswer(last, 5, answer), noAttempts)

test('attempts › a refresh token that was never sent may be sent, and nothing about it is unclear', () => {
  expect(isSpent(noAttempts, 5)).toBe(false)
  expect(isUnclear(noAttempts, 5)).toBe(false)
  expect(isGarbled(noAttempts, 5)).toBe(false)
})

test('attempts › after one lost answer nobody knows, after two the token counts as spent', () => {
  expect(isUnclear(attempts(lost), 5)).toBe(true)
  expect(isSpent(attempts(lost), 5)).toBe(false)
  expect(isSpent(attempts(lost, lost), 5)).toBe(true)
  expect(isUnclear(attempts(lost, lost), 5)).toBe(true)
})

test('attempts › a call that never left counts for nothing', () => {
  expect(attempts(neverSent, neverSent, neverSent)).toEqual({ generation: 5, unclear: 0, garbled: false })
  expect(isSpent(attempts(lost, neverSent), 5)).toBe(false)
})

test('attempts › a refused token is spent at once', () => {
  expect(isSpent(attempts(refusal), 5)).toBe(true)
})

test('attempts › a token does not count as spent for a response that says nothing about it', () => {
  const answer = afterAnswer(noAttempts, 5, { kind: 'token', response: response() })
  expect(answer).toEqual({ generation: 5, unclear: 0, garbled: false })
})

test('attempts › what was counted is about one generation, and another one begins anew', () => {
  expect(isSpent(attempts(lost, lost), 6)).toBe(false)
  expect(isUnclear(attempts(lost, lost), 6)).toBe(false)
  expect(isGarbled(attempts(garbage, garbage), 6)).toBe(false)
  expect(afterAnswer(attempts(lost, lost), 6, lost)).toEqual({ generation: 6, unclear: 1, garbled: false })
})

test('attempts › a token that was spent on answers that nobody can read is garbled, unless the last one was another', () => {
  expect(isGarbled(attempts(garbage), 5)).toBe(false)
  expect(isGarbled(attempts(garbage, garbage), 5)).toBe(true)
  expect(isGarbled(attempts(lost, garbage), 5)).toBe(true)
  expect(isGarbled(attempts(garbage, lost), 5)).toBe(false)
  expect(isGarbled(attempts(garbage, refusal), 5)).toBe(false)
})

test('attempts › a failed answer that cannot have spent the token leaves it to be sent', () => {
  const clear: Answer = { kind: 'failed', failure: unreadable, passing: true, mayBeSpent: false }
  expect(attempts(clear, clear)).toEqual({ generation: 5, unclear: 0, garbled: true })
})

test('attempts › a token may be condemned without an answer, and stays garbled if its own answers were', () => {
  expect(spent(noAttempts, 5)).toEqual({ generation: 5, unclear: 2, garbled: false })
  expect(isGarbled(spent(attempts(garbage), 5), 5)).toBe(true)
  expect(isGarbled(spent(attempts(garbage), 6), 6)).toBe(false)
})
