import { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import type { TokenSource } from '@pagamio/auth-core'
import { attachPagamio } from '@pagamio/axios'
import axios, { type AxiosInstance, isAxiosError } from 'axios'
import type { Ask } from '../upstream-answer.ts'

/** An axios of its own, with the token attached. */
export function axiosFor(source: TokenSource): AxiosInstance {
  const api = axios.create({ baseURL: source.baseUrl, timeout: 30_000 })
  attachPagamio(api, source)
  return api
}

/** axios with the interceptors that attach the token. */
export function askWithAxios(api: AxiosInstance): Ask {
  return async (path, body) => {
    try {
      const { status, data } = await (body ? post(api, path, body) : api.get(path))
      return { status, json: await jsonOf(data) }
    } catch (error) {
      if (!isAxiosError(error) || !error.response) throw error
      return { status: error.response.status, json: await jsonOf(error.response.data), error }
    }
  }
}

/** What is passed on as a stream is answered with one. */
function post(api: AxiosInstance, path: string, body: object | ReadableStream<Uint8Array>) {
  if (!(body instanceof ReadableStream)) return api.post(path, body)
  const headers = { 'content-type': 'application/json' }
  return api.post(path, Readable.from(body), { headers, responseType: 'stream' })
}

async function jsonOf(data: unknown): Promise<unknown> {
  return data instanceof Readable ? json(data).catch(() => undefined) : data
}
