import { isHTTPError, type KyInstance } from 'ky'
import type { Ask } from '../upstream-answer.ts'

/** ky with the hooks that attach the token. */
export function askWithKy(ky: KyInstance): Ask {
  return async (path, body) => {
    try {
      const response = await ky(path, body && post(body))
      return { status: response.status, json: await response.json().catch(() => undefined) }
    } catch (error) {
      if (!isHTTPError(error)) throw error
      return { status: error.response.status, json: error.data, error }
    }
  }
}

function post(body: object | ReadableStream<Uint8Array>) {
  if (!(body instanceof ReadableStream)) return { method: 'POST', json: body }
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body }
}
