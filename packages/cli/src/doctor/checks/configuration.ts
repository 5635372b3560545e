import type { Credentials, PagamioAuth } from '@pagamio/auth-core'
import { failed, failedBy, passed, type Verdict } from '../finding.ts'
import { FrugalTokens } from '../frugal-tokens.ts'
import { environmentAt, isMistaken } from '../site.ts'
import { PATIENCE_MS, type ResolvedSubject } from '../subject.ts'

/** What all checks but the first look at. */
export interface Place {
  readonly subject: ResolvedSubject
  readonly auth: PagamioAuth
  readonly tokens: FrugalTokens
  readonly url: URL
  /** Read once, at the first call, also where they come from a function. */
  readonly credentials: () => Promise<Credentials>
}

const MISTAKEN =
  'One sample in the documentation names this host by mistake, and no password goes there. Set PAGAMIO_ENVIRONMENT to sandbox or production, and no PAGAMIO_BASE_URL; or log in to the profile anew with --environment.'

/** Where the settings come from, and which API they lead to. No place, where they lead nowhere. */
export async function configuration(subject: ResolvedSubject): Promise<{ verdict: Verdict; place?: Place }> {
  try {
    const { source, baseUrl, credentials: given } = await subject.connect()
    const credentials = once(async () => (typeof given === 'function' ? given() : given))
    // Ill-formed credentials have a check of their own: as a function they do not keep the rest from being opened.
    const auth = subject.open({ source, baseUrl, credentials })
    const place = {
      subject,
      auth,
      tokens: new FrugalTokens(auth, subject.within),
      url: new URL(auth.baseUrl),
      credentials,
    }
    const environment = environmentAt(auth.baseUrl)
    const where = environment ? `${environment}, ${auth.baseUrl}` : auth.baseUrl
    const says = `From ${source === 'environment' ? 'the environment' : source}: ${where}.`
    if (isMistaken(place.url)) return { verdict: failed(says, MISTAKEN), place }
    return { verdict: passed(says), place }
  } catch (error) {
    return { verdict: failedBy(error) }
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined
  return () => {
    value ??= read()
    return value
  }
}

/** The signal of one step. */
export const aStep = ({ subject }: Place): AbortSignal => subject.within(PATIENCE_MS)
