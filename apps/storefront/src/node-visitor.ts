import type { ServerResponse } from 'node:http'

/** Aborts when the visitor leaves before an answer. */
export function visitorOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new Error('The visitor has left'))
  })
  return controller.signal
}
