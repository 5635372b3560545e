import { readFileSync } from 'node:fs'
import type { Merchants } from './merchants.ts'
import { SetupError } from './setup-error.ts'

/**
 * The merchants in a file of `{ "M-1001": { "username": "…", "password": "…" } }`.
 * @throws SetupError that quotes nothing of it
 */
export function readMerchants(path: string): Merchants {
  const merchants = parse(path)
  if (isRecord(merchants) && Object.values(merchants).every(isCredentials)) return merchants as Merchants
  throw refused('is not of that form')
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw refused(code === undefined ? 'is not JSON' : `cannot be read (${code})`)
  }
}

function isCredentials(value: unknown): boolean {
  return isRecord(value) && [value.username, value.password].every((text) => typeof text === 'string' && text !== '')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(what: string): SetupError {
  const form = '{ "M-1001": { "username": "…", "password": "…" } }'
  return new SetupError(`The file of PAGAMIO_SHOPS_FILE ${what}.`, `It should be JSON: ${form}.`)
}
