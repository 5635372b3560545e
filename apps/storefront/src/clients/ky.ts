import { HTTPError, type KyInstance } from 'ky'
import type { Ask } from '../upstream-answer.ts'

/** ky 1 or 2 with the hooks that attach the token. */
export function askWithKy(ky: KyInstance): Ask {
  return async (path, body, signal) => {
    try {
      // ky 1 wants no slash before a path that is below its prefix.
      const response = await ky(path.slice(1), { ...(body && post(body)), signal: signal ?? null })
      return { status: response.status, json: await jsonOf(response) }
    } catch (error) {
      if (!(error instanceof HTTPError)) throw error
      // ky 2 has read it for the error, ky 1 has not.
      const json = error.data ?? (await jsonOf(error.response))
      return { status: error.response.status, json, error }
    }
  }
}

function post(body: object | ReadableStream<Uint8Array>) {
  if (!(body instanceof ReadableStream)) return { method: 'POST', json: body }
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body }
}

async function jsonOf(response: Response): Promise<unknown> {
  return response.json().catch(() => undefined)
}
