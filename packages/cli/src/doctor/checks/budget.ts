import { durationOf } from '../../duration.ts'
import { passed, skipped, type Verdict, warned } from '../finding.ts'
import { aStep, type Place } from './configuration.ts'

const WINDOW_MS = 60_000

/** What is left of the limits that this machine keeps, over all its processes. Others behind the same address are unseen. */
export async function budget(place: Place, shared: boolean): Promise<Verdict> {
  if (!shared) return skipped('Without the store nobody knows what other processes have spent.')
  const { login, refresh } = place.auth.status().budget
  const signal = aStep(place)
  const of = (endpoint: 'login' | 'refresh', limit: number) =>
    place.subject.store.budget(place.url.origin, endpoint, { limit, windowMs: WINDOW_MS, signal })
  const [logins, refreshes] = [await of('login', login.limit), await of('refresh', refresh.limit)]
  const says = `${logins.left} of ${logins.limit} logins and ${refreshes.left} of ${refreshes.limit} refreshes left in this minute`
  const spent = [
    ...(logins.left === 0 ? [`the next login in ${durationOf(logins.nextInMs)}`] : []),
    ...(refreshes.left === 0 ? [`the next refresh in ${durationOf(refreshes.nextInMs)}`] : []),
  ]
  if (spent.length === 0) return passed(`${says}.`)
  if (logins.closedForMs > 0 || refreshes.closedForMs > 0)
    return warned(
      `Pagamio answered 429, or refused this address: ${spent.join(', ')}.`,
      'Something behind this address does not share this store. Find out which programs log in there, also on other machines.',
    )
  return warned(
    `${says}; ${spent.join(', ')}.`,
    'Wait, and find out which programs log in so often: those that share this store share its token.',
  )
}
