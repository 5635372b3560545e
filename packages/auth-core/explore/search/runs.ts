import { type Bounds, type FaultName, nothingUsed } from './bounds.ts'
import type { AnswerName } from './server-answers.ts'

const any = Number.POSITIVE_INFINITY

const fewAnswers: Bounds['answers'] = {
  login: ['token', 'refused', '5xx'],
  refresh: ['token', 'refused', 'lost', '5xx'],
}

const oneAnswer: Bounds['answers'] = { login: ['token'], refresh: ['token'] }

const failures: readonly AnswerName[] = [
  'refused',
  'forbidden',
  'limited',
  '5xx',
  'unusable',
  'garbled',
  'lost',
  'never sent',
]
const allAnswers: Bounds['answers'] = {
  login: ['token', 'token without refresh token', ...failures],
  refresh: ['token', 'token without refresh token', ...failures],
}

const and = (...more: readonly AnswerName[]): Bounds['answers'] => ({
  login: [...fewAnswers.login, ...more],
  refresh: [...fewAnswers.refresh, ...more],
})

/** None of these lets two processes send one refresh token. */
const harmless: readonly FaultName[] = [
  'slept',
  'killed',
  'the store gave a lease twice',
  'the store forgot',
  'a clock stood still',
]
const markLost: readonly FaultName[] = ['the store went back in time', 'the store lied about a mark']
const faults = [...harmless, ...markLost]

const alone: Bounds = {
  name: 'alone',
  store: 'none',
  renewal: 'ahead',
  processes: 1,
  jitter: [0],
  reread: false,
  may: {},
  faults: [],
  answers: fewAnswers,
  most: { ...nothingUsed, borders: any, tokens: any, failures: any },
  mostAbandoned: 1,
}
const kept: Bounds = { ...alone, name: 'a store that keeps', store: 'kept' }
const shared: Bounds = { ...alone, name: 'a shared store', store: 'shared', jitter: [0.5] }
const two: Bounds = { ...shared, name: 'two', processes: 2, jitter: [0, 0.5], most: nothingUsed }
const three: Bounds = { ...two, name: 'three', processes: 3, jitter: [0, 0, 0.5] }

const run = (bounds: Bounds, name: string, change: Partial<Bounds>, most: Partial<Bounds['most']> = {}): Bounds => ({
  ...bounds,
  ...change,
  name: `${bounds.name}: ${name}`,
  most: { ...bounds.most, ...most },
})

/** A few seconds: everything happens once. */
export const quick: readonly Bounds[] = [
  run(alone, 'all answers', { answers: allAnswers, may: { leave: true, wait: true } }),
  run(alone, '401s', { may: { reject: true } }, { upsets: 2, tokens: 4, failures: 1 }),
  run(alone, 'late', { may: { late: true, breakOff: true } }, { upsets: 1 }),
  run(
    alone,
    'replaced',
    { may: { replace: 'same account', close: true } },
    { replacements: 1, tokens: 2, failures: 1 },
  ),
  run(alone, 'a function', { reread: true, may: { replace: 'same account' } }),
  run(alone, 'short lives', { answers: and('short token', 'brief token', 'dead token', 'same token') }),
  run(alone, 'wrong clocks', {}, { clocks: 1 }),
  run(alone, 'a week', { may: { week: true } }),
  run(alone, 'inline', { renewal: 'inline', may: { leave: true, late: true } }, { upsets: 1 }),
  run(alone, 'inline, wrong clocks', { renewal: 'inline' }, { clocks: 1 }),
  run(
    kept,
    'restarts',
    { faults: ['killed', 'the store forgot'], may: { restore: true } },
    { faults: 1, tokens: 2, failures: 1 },
  ),
  run(
    kept,
    'replaced',
    { may: { replace: 'same account', late: true } },
    { replacements: 1, upsets: 1, tokens: 2, borders: 1, failures: 1 },
  ),
  run(shared, 'inline', { renewal: 'inline', may: { leave: true } }, { borders: 1, tokens: 2, failures: 0 }),
  run(shared, 'cut off', { faults: ['cut off'] }, { storeFailures: 1, tokens: 2, failures: 1 }),
  run(shared, 'late', { may: { late: true, reject: true } }, { upsets: 2, tokens: 2, borders: 2, failures: 1 }),
  run(
    shared,
    'callers and owners',
    { may: { leave: true, wait: true, close: true, replace: 'same account', breakOff: true } },
    { borders: 1, tokens: 1, failures: 0, replacements: 1, upsets: 1 },
  ),
  run(two, 'honest', {}, { borders: 2, tokens: 2 }),
  run(two, 'inline', { renewal: 'inline' }, { borders: 1, tokens: 2 }),
  run(
    two,
    'restored while it marks',
    { may: { restore: true, splitStore: true }, answers: oneAnswer },
    { borders: 1, tokens: 2 },
  ),
  run(
    two,
    'cut off',
    { jitter: [0, 0], faults: ['cut off'], answers: oneAnswer },
    { borders: 1, tokens: 2, storeFailures: 1 },
  ),
  run(two, 'faults', { faults }, { borders: 1, tokens: 2, faults: 1 }),
  run(two, 'marks that are lost again', { faults: markLost, answers: oneAnswer }, { borders: 2, tokens: 2, faults: 1 }),
]

const seconds = ['alone: all answers', 'two: restored while it marks', 'two: faults', 'two: marks that are lost again']
/** Without those that take a second each, or more. */
export const quickest: readonly Bounds[] = quick.filter(({ name }) => !seconds.includes(name))

/** Within a minute. */
export const usual: readonly Bounds[] = [
  run(alone, 'all answers, 401s', { answers: allAnswers, may: { wait: true, reject: true } }, { upsets: 1 }),
  run(alone, '401s', { may: { reject: true } }, { upsets: any }),
  run(alone, 'late', { may: { late: true, reject: true } }, { upsets: 2 }),
  run(alone, 'late, and broken off', { may: { late: true, breakOff: true } }, { upsets: 2 }),
  run(alone, 'two abandoned', { may: { late: true }, mostAbandoned: 2 }, { upsets: 4, tokens: 2, failures: 2 }),
  run(alone, 'replaced', { may: { replace: 'any account', close: true } }, { replacements: 1 }),
  run(alone, 'a function', { reread: true, may: { replace: 'any account', late: true } }, { upsets: 1 }),
  run(
    alone,
    'short lives, 401s',
    { answers: and('brief token', 'dead token', 'same token'), may: { reject: true } },
    { upsets: 2 },
  ),
  run(alone, 'wrong clocks', { may: { reject: true } }, { clocks: 2, upsets: 1 }),
  run(
    alone,
    'a week',
    { may: { week: true, reject: true }, answers: and('token without refresh token') },
    { upsets: 1 },
  ),
  run(kept, 'all answers', { answers: allAnswers }, { borders: 4, tokens: 2, failures: 3 }),
  run(
    kept,
    'restarts',
    { faults: ['killed', 'the store forgot', 'the store went back in time'], may: { restore: true } },
    { faults: 1 },
  ),
  run(
    kept,
    'replaced',
    { may: { replace: 'any account', restore: true, close: true } },
    { replacements: 1, tokens: 2, failures: 1 },
  ),
  run(shared, 'cut off', { faults: ['cut off'], may: { splitStore: true } }, { storeFailures: 1 }),
  run(shared, 'late', { may: { late: true, reject: true } }, { upsets: 1 }),
  run(two, 'honest', {}, { borders: 3, tokens: 3 }),
  run(two, 'slow answers of the store', { may: { splitStore: true } }, { borders: 2, tokens: 2 }),
  run(
    two,
    'restored, slow answers of the store',
    { may: { restore: true, splitStore: true }, answers: { login: ['token'], refresh: ['token', 'lost'] } },
    { borders: 1, tokens: 2, failures: 1 },
  ),
  run(
    two,
    'late, short lives',
    { may: { late: true }, answers: { login: ['token'], refresh: ['dead token'] } },
    { borders: 1, tokens: 2, upsets: 1 },
  ),
  run(
    two,
    'faults, slow answers of the store',
    {
      faults: ['slept', 'killed', 'the store gave a lease twice'],
      may: { splitStore: true },
      answers: oneAnswer,
    },
    { borders: 1, tokens: 2, faults: 1 },
  ),
  run(two, '401s', { may: { reject: true } }, { borders: 1, tokens: 3, upsets: 1 }),
  run(two, 'late', { may: { late: true } }, { borders: 2, tokens: 2, upsets: 1 }),
  run(
    two,
    'short lives',
    { answers: { login: ['token'], refresh: ['token', 'short token', 'dead token'] } },
    { borders: 2, tokens: 3 },
  ),
  run(two, 'callers leave', { may: { leave: true } }, { borders: 1, tokens: 2 }),
  run(two, 'inline', { renewal: 'inline', may: { leave: true } }, { borders: 1, tokens: 2 }),
  run(two, 'inline, slept', { renewal: 'inline', faults: ['slept'] }, { borders: 1, tokens: 2, faults: 1 }),
  run(two, 'waiting for permits', { may: { wait: true } }, { borders: 2, tokens: 2 }),
  run(two, 'replaced', { may: { replace: 'same account' } }, { borders: 1, tokens: 2, replacements: 1 }),
  run(two, 'cut off', { faults: ['cut off'] }, { borders: 2, tokens: 2, storeFailures: 1 }),
  run(two, 'faults', { faults: harmless }, { borders: 2, tokens: 2, faults: 1 }),
  run(
    two,
    'marks that are lost again',
    { faults: markLost, answers: fewAnswers },
    { borders: 2, tokens: 2, faults: 1 },
  ),
  run(three, 'honest', {}, { borders: 1, tokens: 2 }),
]

/** Minutes. */
export const all: readonly Bounds[] = [
  run(alone, 'late', { may: { late: true, leave: true, reject: true } }, { upsets: 2 }),
  run(alone, '401s, callers leave', { may: { reject: true, leave: true } }, { upsets: any }),
  run(alone, 'two abandoned', { may: { late: true }, mostAbandoned: 2 }, { upsets: 4, tokens: 3, failures: 2 }),
  run(
    alone,
    'replaced, late',
    { may: { replace: 'same account', close: true, late: true }, mostAbandoned: 2 },
    { replacements: 1, upsets: 1 },
  ),
  run(kept, 'all answers', { answers: allAnswers, may: { wait: true } }, { borders: 5, tokens: 3, failures: 4 }),
  run(
    kept,
    'restarts, cut off',
    { faults: ['killed', 'cut off', 'the store forgot', 'the store went back in time'], may: { restore: true } },
    { faults: 1, storeFailures: 1 },
  ),
  run(kept, 'replaced', { may: { replace: 'any account', restore: true, close: true } }, { replacements: 1 }),
  run(shared, 'cut off', { faults: ['cut off'], may: { splitStore: true } }, { storeFailures: 2 }),
  run(shared, 'late', { may: { late: true, reject: true } }, { upsets: 2 }),
  run(two, 'honest', {}, { borders: 4, tokens: 3, failures: 1 }),
  run(two, '401s', { may: { reject: true } }, { borders: 2, tokens: 3, upsets: 2 }),
  run(two, 'late', { may: { late: true } }, { borders: 2, tokens: 2, upsets: 2 }),
  run(
    two,
    'short lives',
    { answers: { login: ['token'], refresh: ['token', 'short token', 'dead token'] } },
    { borders: 3, tokens: 3 },
  ),
  run(two, 'replaced', { may: { replace: 'same account', restore: true } }, { borders: 2, tokens: 2, replacements: 1 }),
  run(two, 'cut off', { faults: ['cut off'] }, { borders: 2, tokens: 2, failures: 1, storeFailures: 2 }),
  run(two, 'faults', { faults }, { borders: 2, tokens: 2, failures: 1, faults: 2 }),
  run(
    two,
    'faults, cut off, slow answers of the store',
    {
      faults: ['cut off', 'slept', 'killed', 'the store gave a lease twice', 'the store forgot'],
      may: { splitStore: true },
      answers: { login: ['token'], refresh: ['token', 'lost'] },
    },
    { borders: 1, tokens: 2, failures: 1, faults: 1, storeFailures: 1 },
  ),
  run(three, 'honest', {}, { borders: 1, tokens: 3, failures: 1 }),
]

/** Small ones, each of which lets a planted fault show. */
export const plantedRuns = {
  alone: run(
    alone,
    'planted',
    { answers: { login: ['token', 'refused', '5xx'], refresh: ['lost', '5xx'] } },
    { borders: 3 },
  ),
  leaving: run(alone, 'planted, callers leave', { may: { leave: true } }, { borders: 0, tokens: 1, failures: 1 }),
  waiting: run(alone, 'planted, waiting', { may: { wait: true } }, { borders: 4, tokens: 1, failures: 0 }),
  inline: run(
    alone,
    'planted, inline',
    { renewal: 'inline', may: { leave: true } },
    { borders: 1, tokens: 1, failures: 0 },
  ),
  late: run(alone, 'planted, late', { may: { late: true } }, { borders: 1, tokens: 2, failures: 1, upsets: 2 }),
  replaced: run(
    alone,
    'planted, replaced',
    { may: { replace: 'any account', close: true } },
    { replacements: 1, tokens: 1, borders: 0, failures: 1 },
  ),
  clocks: run(alone, 'planted, wrong clocks', {}, { clocks: 2, tokens: 1, borders: 1, failures: 0 }),
  kept: run(kept, 'planted', {}, { borders: 1, tokens: 2, failures: 0 }),
  shared: run(shared, 'planted', {}, { borders: 1, tokens: 1, failures: 1 }),
  lateInStore: run(kept, 'planted, late', { may: { late: true } }, { borders: 1, tokens: 3, failures: 0, upsets: 2 }),
  two: run(two, 'planted', {}, { borders: 1, tokens: 2 }),
  sleeping: run(two, 'planted, sleeping', { faults: ['slept'] }, { borders: 1, tokens: 2, faults: 1 }),
  cutOff: run(
    two,
    'planted, cut off',
    { jitter: [0, 0], faults: ['cut off'], answers: { login: ['token'], refresh: ['unusable'] } },
    { borders: 1, tokens: 1, failures: 1, storeFailures: 1 },
  ),
  silent: run(
    shared,
    'planted, silent store',
    { faults: ['cut off'] },
    { borders: 4, tokens: 1, failures: 0, storeFailures: 1 },
  ),
  shortInStore: run(
    two,
    'planted, short lives',
    { answers: { login: ['token'], refresh: ['short token'] } },
    { borders: 2, tokens: 3 },
  ),
} satisfies Record<string, Bounds>
