import { errorCodes, type PagamioAuthStatus } from '@pagamio/auth-core'
import type { ComponentChildren } from 'preact'
import type { ShownEvent } from '../messages.ts'
import { LifeBar } from './life-bar.tsx'
import { Limits } from './limits.tsx'
import { durationOf, flightOf, standingOf, storeOf } from './words.ts'

/** All of one merchant. */
export function Instance({
  name,
  status,
  events,
  limits,
  children,
}: {
  /** Its name, if there are others. */
  readonly name: string | undefined
  readonly status: PagamioAuthStatus
  readonly events: readonly ShownEvent[]
  /** Whether those of the token endpoint are known. */
  readonly limits: boolean
  /** What comes right below the token. */
  readonly children: ComponentChildren
}) {
  const standing = standingOf(status)
  const flight = flightOf(status)
  const store = storeOf(status)
  const { trouble, life, waiting, health, account, generation } = status
  return (
    <>
      <section class={`card token ${standing.tone}`} aria-label="Token">
        <div class="head">
          <div>
            {name && <p class="name">{name}</p>}
            <h2 class="headline" data-testid="standing">
              {standing.title}
            </h2>
            <p>{standing.text}</p>
          </div>
          <dl class="facts">
            <div>
              <dt>Account</dt>
              <dd>{account === 'unknown' ? 'not asked for yet' : account}</dd>
            </div>
            {generation !== undefined && (
              <div>
                <dt>Refresh token</dt>
                <dd>{life?.refreshLeftMs === undefined ? 'none' : `good for ${durationOf(life.refreshLeftMs)}`}</dd>
              </div>
            )}
            <div>
              <dt>Health</dt>
              <dd class={`chip ${health}`}>{health}</dd>
            </div>
          </dl>
        </div>
        <LifeBar status={status} events={events} />
        {trouble && (
          <p class="trouble">
            <strong>{trouble.code}</strong>
            {trouble.retryAfterMs ? `, next try in ${durationOf(trouble.retryAfterMs)}` : ''}.{' '}
            {errorCodes[trouble.code]}
          </p>
        )}
      </section>
      {children}
      <section class={`card flight ${status.acquiring ? 'busy' : ''}`} aria-label="Acquisition">
        <h2>Acquisition</h2>
        <p class="big" data-testid="flight">
          {status.acquiring && <span class="pulse" aria-hidden="true" />}
          {flight.title}
        </p>
        <p>{flight.text}</p>
        <p class="waiters" aria-hidden="true">
          {Array.from({ length: Math.min(waiting, 60) }, (_, n) => (
            <i key={n} />
          ))}
          {waiting > 60 && <span>+{(waiting - 60).toLocaleString('en')}</span>}
        </p>
      </section>
      {limits && <Limits budget={status.budget} nextMs={status.nextAcquisitionInMs} />}
      <section class="card store" aria-label="Store">
        <h2>Store</h2>
        <p class={`big ${store.tone}`}>{store.title}</p>
        <p>{store.text}</p>
      </section>
    </>
  )
}
