import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetupError } from '../setup-error.ts'
import type { SharedPlace } from './worker-setup.ts'

export interface OpenPlace {
  readonly place: SharedPlace
  /** For people. */
  readonly name: string
  close(): void
}

/**
 * A Redis that answers, or a fresh folder that is gone afterwards.
 * @throws SetupError for a Redis that does not answer
 */
export async function openPlace(redis: string | undefined): Promise<OpenPlace> {
  if (redis !== undefined) {
    await answering(redis)
    return { place: { redis }, name: 'Redis', close: () => {} }
  }
  const folder = mkdtempSync(join(tmpdir(), 'storefront-'))
  return {
    place: { folder },
    name: 'private files',
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function answering(url: string): Promise<void> {
  const { Redis } = await import('ioredis')
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 2_000, retryStrategy: () => null })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.ping()
  } catch {
    throw new SetupError('That Redis does not answer.', 'Start one, or leave --redis out to share through files.')
  } finally {
    client.disconnect()
  }
}
