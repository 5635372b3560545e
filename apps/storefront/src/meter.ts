import { type Ask, askUpstream, UpstreamError } from './upstream-answer.ts'

/** A meter that Pagamio knows. */
export interface Meter {
  readonly number: string
  /** Whose it is, where Pagamio says so. */
  readonly name: string | undefined
}

/**
 * Whose meter this is: asked before anything is sold for it. What the lookup answers is in no public page: only that there
 * is some `data` is relied on.
 * @throws UpstreamError where Pagamio does not know it
 */
export async function askMeter(ask: Ask, number: string): Promise<Meter> {
  const { data } = (await askUpstream(ask, '/lookup/electricity', { meterNumber: number })) as { data?: unknown }
  if (typeof data !== 'object' || data === null) throw new UpstreamError('Pagamio says nothing of this meter')
  const { name } = data as { readonly name?: unknown }
  return { number, name: typeof name === 'string' ? name : undefined }
}
