import type { PagamioAuthPoolStatus, PagamioAuthStatus } from '@pagamio/auth-core'
import type { MerchantRow, PanelMessage, ReplayProgress, ShownEvent } from '../messages.ts'

/** How it stands with the stream. */
export type Link =
  | { readonly at: 'opening' }
  | { readonly at: 'live' }
  | { readonly at: 'broken'; readonly why: string; readonly retryInS: number | undefined }

/** What is looked at. */
export interface View {
  readonly source: number
  readonly merchant: number | undefined
}

export type Hello = Extract<PanelMessage, { type: 'hello' }>

/** All that the page knows. */
export interface Model {
  readonly link: Link
  readonly view: View
  readonly hello: Hello | undefined
  readonly status: PagamioAuthStatus | undefined
  readonly pool: PagamioAuthPoolStatus | undefined
  /** By number; another object each time one has changed. */
  readonly rows: ReadonlyMap<number, MerchantRow>
  /** Those of a stream that has begun anew, until all are there: the earlier ones are shown so long. */
  readonly arriving: ReadonlyMap<number, MerchantRow> | undefined
  /** The newest first. */
  readonly events: readonly ShownEvent[]
  readonly lost: number
  readonly trouble: string | undefined
  readonly replay: ReplayProgress | undefined
}

const MOST_EVENTS = 200

export const emptyModel = (view: View): Model => ({
  link: { at: 'opening' },
  view,
  hello: undefined,
  status: undefined,
  pool: undefined,
  rows: new Map(),
  arriving: new Map(),
  events: [],
  lost: 0,
  trouble: undefined,
  replay: undefined,
})

/** The same model on another view: of the same pool the rows stay until they are there anew. */
export function looking(model: Model, view: View): Model {
  const same = view.source === model.view.source
  const kept = same ? { hello: model.hello, pool: model.pool, rows: model.rows } : { hello: model.hello }
  return { ...emptyModel(view), ...kept, link: model.link }
}

export function told(model: Model, message: PanelMessage): Model {
  switch (message.type) {
    case 'hello':
      // What was seen before the stream broke is told again.
      return { ...looking(model, model.view), link: { at: 'live' }, hello: message }
    case 'status':
      return { ...model, status: message.status, trouble: undefined }
    case 'replay':
      return { ...model, replay: message.progress }
    case 'pool':
      return { ...model, pool: message.status, trouble: undefined }
    case 'rows': {
      const rows = new Map(model.arriving ?? model.rows)
      for (const number of message.gone) rows.delete(number)
      for (const row of message.rows) rows.set(row[0], row)
      return model.arriving && !message.complete
        ? { ...model, arriving: rows }
        : { ...model, rows, arriving: undefined }
    }
    case 'events':
      return {
        ...model,
        events: [...message.events.toReversed(), ...model.events].slice(0, MOST_EVENTS),
        lost: model.lost + message.lost,
      }
    case 'trouble':
      return { ...model, trouble: message.message }
    case 'end':
      return model
  }
}
