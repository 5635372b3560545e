import { expect, test } from 'vitest'
import { isPagamioAuthError, PagamioAuthError } from '../../src/errors/errors.ts'

type Errors = typeof import('../../src/errors/errors.ts')

test('an error of another copy of the package is one of ours, by instanceof too', async () => {
  const copy = '../../src/errors/errors.ts?copy'
  const other: Errors = await import(copy)
  expect(other.PagamioAuthError).not.toBe(PagamioAuthError)
  const error: unknown = new other.PagamioAuthError('closed', 'This instance was closed.')
  expect(error).toBeInstanceOf(PagamioAuthError)
  expect(isPagamioAuthError(error)).toBe(true)
  // It narrows, too.
  expect(error instanceof PagamioAuthError && error.code).toBe('closed')
})

test('a subclass of somebody’s own has its own instances only', () => {
  class Own extends PagamioAuthError {}
  expect(new Own('closed', 'closed')).toBeInstanceOf(Own)
  expect(new PagamioAuthError('closed', 'closed')).not.toBeInstanceOf(Own)
  expect(new Error('closed')).not.toBeInstanceOf(PagamioAuthError)
})
