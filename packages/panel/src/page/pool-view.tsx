import type { PagamioAuthPoolStatus } from '@pagamio/auth-core'
import { Forecast } from './forecast.tsx'
import { Limits } from './limits.tsx'
import { MerchantTable } from './merchant-table.tsx'
import type { Model } from './model.ts'
import { storeOf } from './words.ts'

/** All merchants of a pool at a glance. */
export function PoolView({
  model,
  pool,
  onMerchant,
}: {
  readonly model: Model
  readonly pool: PagamioAuthPoolStatus
  readonly onMerchant: (merchant: number | undefined) => void
}) {
  const { merchants, usable, acquiring, inTrouble, sustainable, closed } = pool
  const store = storeOf(pool)
  const more = sustainable - merchants
  const figures = [
    { label: 'Merchants', value: merchants, tone: '' },
    { label: 'Usable at once', value: usable, tone: 'good' },
    { label: 'Acquiring', value: acquiring, tone: acquiring > 0 ? 'info' : '' },
    { label: 'In trouble', value: inTrouble, tone: inTrouble > 0 ? 'bad' : '' },
    more >= 0
      ? { label: `more fit on this address, of ${sustainable.toLocaleString('en')}`, value: more, tone: '' }
      : {
          label: `more than this address renews: it carries ${sustainable.toLocaleString('en')}`,
          value: -more,
          tone: 'soon',
        },
  ]
  return (
    <>
      <section class="card figures" aria-label="Pool">
        {closed && <p class="notice bad">This pool was closed: it gives no tokens any more.</p>}
        <dl>
          {figures.map(({ label, value, tone }) => (
            <div key={label} class={tone}>
              <dt>{label}</dt>
              <dd>{value.toLocaleString('en')}</dd>
            </div>
          ))}
          <div class={store.tone}>
            <dt>Store</dt>
            <dd>{store.title}</dd>
          </div>
        </dl>
      </section>
      <Forecast rows={model.rows} now={pool.at} limit={pool.budget.refresh.limit} wide={model.status !== undefined} />
      {!model.status && <Limits budget={pool.budget} />}
      <MerchantTable rows={model.rows} now={pool.at} chosen={model.view.merchant} onMerchant={onMerchant} />
    </>
  )
}
