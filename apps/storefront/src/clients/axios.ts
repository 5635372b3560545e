import { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import { type AxiosInstance, isAxiosError } from 'axios'
import type { Ask } from '../upstream-answer.ts'

/** axios with the interceptors that attach the token. */
export function askWithAxios(axios: AxiosInstance): Ask {
  return async (path, body) => {
    try {
      const { status, data } = await (body ? post(axios, path, body) : axios.get(path))
      return { status, json: await jsonOf(data) }
    } catch (error) {
      if (!isAxiosError(error) || !error.response) throw error
      return { status: error.response.status, json: await jsonOf(error.response.data), error }
    }
  }
}

/** What is passed on as a stream is answered with one. */
function post(axios: AxiosInstance, path: string, body: object | ReadableStream<Uint8Array>) {
  if (!(body instanceof ReadableStream)) return axios.post(path, body)
  const headers = { 'content-type': 'application/json' }
  return axios.post(path, Readable.from(body), { headers, responseType: 'stream' })
}

async function jsonOf(data: unknown): Promise<unknown> {
  return data instanceof Readable ? json(data).catch(() => undefined) : data
}
