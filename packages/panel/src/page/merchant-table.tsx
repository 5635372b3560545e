import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Model } from './model.ts'
import { type Listed, listed, type Order, type RowState, rowStates, stateWords } from './pool-rows.ts'
import { durationOf, timeOf } from './words.ts'

/** As in the styles. */
const ROW_PX = 40
const MORE_ROWS = 6

const columns: readonly { readonly order: Order | undefined; readonly text: string }[] = [
  { order: 'name', text: 'Merchant' },
  { order: 'state', text: 'State' },
  { order: 'expiry', text: 'Token ends' },
  { order: undefined, text: 'Renewal due' },
]

/** All merchants: only the rows that are in sight are there, so that ten thousand are no more work than ten. */
export function MerchantTable({
  rows,
  now,
  chosen,
  onMerchant,
}: {
  readonly rows: Model['rows']
  readonly now: number
  readonly chosen: number | undefined
  readonly onMerchant: (merchant: number | undefined) => void
}) {
  const [state, setState] = useState<RowState>()
  const [text, setText] = useState('')
  const [order, setOrder] = useState<Order>('expiry')
  const [scroll, setScroll] = useState({ top: 0, height: 480 })
  const body = useRef<HTMLDivElement>(null)
  const { list, counts } = listed(rows.values(), now, { state, text, order })

  const look = () => body.current && setScroll({ top: body.current.scrollTop, height: body.current.clientHeight })
  useLayoutEffect(() => {
    look()
    addEventListener('resize', look)
    return () => removeEventListener('resize', look)
  }, [])
  // The list may have become shorter than it was scrolled.
  const top = Math.max(0, Math.min(scroll.top, list.length * ROW_PX - scroll.height))
  const first = Math.max(0, Math.floor(top / ROW_PX) - MORE_ROWS)
  const shown = list.slice(first, Math.ceil((top + scroll.height) / ROW_PX) + MORE_ROWS)

  return (
    <section class="card merchants" aria-label="Merchants">
      <div class="tools">
        <h2>Merchants</h2>
        <input
          type="search"
          placeholder="Find"
          aria-label="Find a merchant"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <fieldset class="filters">
        <legend>Filter by state</legend>
        <button type="button" aria-pressed={state === undefined} onClick={() => setState(undefined)}>
          All <b>{rows.size.toLocaleString('en')}</b>
        </button>
        {rowStates
          .filter((one) => counts[one] > 0 || one === state)
          .map((one) => (
            <button
              type="button"
              key={one}
              aria-pressed={state === one}
              class={one}
              onClick={() => setState(state === one ? undefined : one)}
            >
              {stateWords[one]} <b>{counts[one].toLocaleString('en')}</b>
            </button>
          ))}
      </fieldset>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what has the focus */}
      <section class="scroll" tabIndex={0} aria-label="All rows" ref={body} onScroll={look}>
        <table aria-rowcount={list.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th key={column.text} scope="col" aria-sort={sortOf(column.order, order)}>
                  {column.order === undefined ? (
                    column.text
                  ) : (
                    <button type="button" onClick={() => setOrder(column.order as Order)}>
                      {column.text}
                      <span aria-hidden="true">{order === column.order ? ' ↑' : ''}</span>
                    </button>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap rows={first} />
            {shown.map((one, n) => (
              <Row
                key={one.row[0]}
                one={one}
                at={first + n}
                now={now}
                chosen={one.row[0] === chosen}
                onMerchant={onMerchant}
              />
            ))}
            <Gap rows={list.length - first - shown.length} />
          </tbody>
        </table>
        {list.length === 0 && (
          <p class="hint">{rows.size === 0 ? 'No merchant was asked for yet.' : 'Nobody is so.'}</p>
        )}
      </section>
    </section>
  )
}

const sortOf = (column: Order | undefined, order: Order) =>
  column === undefined ? undefined : column === order ? 'ascending' : 'none'

/** The place of the rows that are not in sight. */
const Gap = ({ rows }: { readonly rows: number }) => (rows > 0 ? <tr style={{ height: `${rows * ROW_PX}px` }} /> : null)

function Row({
  one: { row, state },
  at,
  now,
  chosen,
  onMerchant,
}: {
  readonly one: Listed
  readonly at: number
  readonly now: number
  readonly chosen: boolean
  readonly onMerchant: (merchant: number | undefined) => void
}) {
  const [number, name, , expiresAt, renewAheadMs, , , trouble] = row
  const renewalMs = expiresAt - renewAheadMs - now
  return (
    <tr class={chosen ? 'chosen' : ''} aria-rowindex={at + 2}>
      <td>
        <button type="button" aria-pressed={chosen} onClick={() => onMerchant(chosen ? undefined : number)}>
          {name || `not asked for yet (${number})`}
        </button>
      </td>
      <td>
        <span class={`chip ${state}`}>{trouble || stateWords[state]}</span>
      </td>
      <td>{expiresAt === 0 ? '–' : expiresAt <= now ? 'ended' : timeOf(expiresAt)}</td>
      <td>{expiresAt <= now ? '–' : renewalMs <= 0 ? 'with the next call' : `in ${durationOf(renewalMs)}`}</td>
    </tr>
  )
}
