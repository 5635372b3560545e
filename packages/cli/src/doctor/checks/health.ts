import { fetchTo } from '../../network.ts'
import { foreign, passed, type Verdict, warned } from '../finding.ts'
import { jsonOf } from '../json-of.ts'
import { STATUS_PAGE } from '../site.ts'
import { aStep, type Place } from './configuration.ts'

const LOOK = `Look at ${STATUS_PAGE}: what fails below may be Pagamio’s to mend, and not yours.`

/**
 * What the API says of itself, outside of its base path: no token, and no login spent. Only the production host is
 * documented to say it, so that its absence elsewhere means nothing.
 */
export async function health(place: Place): Promise<Verdict> {
  const url = new URL('/health', place.url)
  const send = fetchTo(url.href, place.subject.env)
  try {
    return await judged(
      await send(url, { redirect: 'manual', headers: { accept: 'application/json' }, signal: aStep(place) }),
    )
  } catch {
    return SAYS_NOTHING
  }
}

const SAYS_NOTHING = passed('This host says nothing of its health; only that of production is documented to.')

async function judged(response: Response): Promise<Verdict> {
  const body = await jsonOf(response)
  if (response.status >= 500) return warned(`GET /health was answered ${response.status}.`, LOOK)
  const { status, services } = (body ?? {}) as { status?: unknown; services?: unknown }
  if (typeof status !== 'string') return SAYS_NOTHING
  if (status === 'healthy') return passed('GET /health: healthy.')
  return warned(`GET /health: ${foreign(status)}${troubledIn(services)}.`, LOOK)
}

function troubledIn(services: unknown): string {
  const troubled = Object.entries((services ?? {}) as object).filter(([, state]) => state !== 'healthy')
  return troubled.length === 0 ? '' : ` (${foreign(troubled.map(([name]) => name).join(', '))})`
}
