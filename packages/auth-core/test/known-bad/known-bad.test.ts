import { describe, expect, test } from 'vitest'
import { createAuthorizedFetch } from '../../src/attach/authorized-fetch.ts'
import { createBudget, createPagamioAuth } from '../../src/index.ts'
import { Line } from '../../src/limit/line.ts'
import { checkBudget } from './budget-check.ts'
import { checkRejectedToken, checkSingleFlight } from './flight-checks.ts'
import { checkLine } from './line-check.ts'
import { miniatureAuth } from './miniature-auth.ts'
import { checkRedaction } from './redaction-check.ts'
import { checkReplay } from './replay-check.ts'
import { keepsForeignCause, printsItsTokens } from './talkative-auths.ts'
import { fixedWindow, tokenBucket } from './wrong-budgets.ts'
import { linearLine } from './wrong-lines.ts'
import { replayOfInit, replayWithoutBody } from './wrong-replays.ts'

describe('single flight', () => {
  test('the real one passes', () => checkSingleFlight(createPagamioAuth))
  test('a miniature without flaws passes', () => checkSingleFlight(miniatureAuth({})))
  test('a flight for each caller is caught', () =>
    expect(checkSingleFlight(miniatureAuth({ ownFlights: true }))).rejects.toThrow('50 callers cost 50 acquisitions'))
})

describe('rejected token', () => {
  test('the real one passes', () => checkRejectedToken(createPagamioAuth))
  test('a miniature without flaws passes', () => checkRejectedToken(miniatureAuth({})))
  test('a flight for each 401 is caught', () =>
    expect(checkRejectedToken(miniatureAuth({ comparesNothing: true }))).rejects.toThrow(
      'a late 401 for an old token replaced the new one',
    ))
})

describe('budget', () => {
  test('the real one passes', () => checkBudget((clock) => createBudget({ clock })))
  test('a token bucket is caught', () => expect(checkBudget(tokenBucket)).rejects.toThrow(/^10 logins in one minute/))
  test('a fixed window is caught', () => expect(checkBudget(fixedWindow)).rejects.toThrow(/^10 logins in one minute/))
})

describe('line', () => {
  test('the real one passes', () => checkLine(() => new Line()))
  test('a plain list is caught', () =>
    expect(() => checkLine(linearLine)).toThrow(/^with 10,000 in line it costs \d\d+ times as much/))
})

describe('replay', () => {
  test('the real one passes', () => checkReplay(createAuthorizedFetch))
  test('a FormData serialised twice is caught', () =>
    expect(checkReplay(replayOfInit)).rejects.toThrow('a FormData was sent again as something else'))
  test('an empty body in place of a stream is caught', () =>
    expect(checkReplay(replayWithoutBody)).rejects.toThrow('a stream was sent 2 times'))
})

describe('redaction', () => {
  test('the real one passes', () => checkRedaction(createPagamioAuth))
  test('an error that keeps the foreign cause is caught', () =>
    expect(checkRedaction(keepsForeignCause)).rejects.toThrow('an error holds the request'))
  test('a token that prints itself is caught', () =>
    expect(checkRedaction(printsItsTokens)).rejects.toThrow('a token prints itself'))
})
