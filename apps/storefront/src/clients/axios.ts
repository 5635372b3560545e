import { Readable } from 'node:stream'
import { type AxiosInstance, isAxiosError } from 'axios'
import type { Ask } from '../upstream-answer.ts'

/** axios with the interceptors that attach the token. */
export function askWithAxios(axios: AxiosInstance): Ask {
  return async (path, body) => {
    try {
      const { status, data } = await (body ? post(axios, path, body) : axios.get(path))
      return { status, json: data }
    } catch (error) {
      if (!isAxiosError(error) || !error.response) throw error
      return { status: error.response.status, json: error.response.data, error }
    }
  }
}

function post(axios: AxiosInstance, path: string, body: object | ReadableStream<Uint8Array>) {
  if (!(body instanceof ReadableStream)) return axios.post(path, body)
  return axios.post(path, Readable.from(body), { headers: { 'content-type': 'application/json' } })
}
