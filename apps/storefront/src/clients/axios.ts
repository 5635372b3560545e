import { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import type { HttpService } from '@nestjs/axios'
import type { TokenSource } from '@pagamio/auth-core'
import { attachPagamio } from '@pagamio/axios'
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse, isAxiosError } from 'axios'
import { firstValueFrom, fromEvent, takeUntil } from 'rxjs'
import type { Ask } from '../upstream-answer.ts'

/** An axios of its own, with the token attached. */
export function axiosFor(source: TokenSource, config: AxiosRequestConfig = {}): AxiosInstance {
  const api = axios.create({ baseURL: source.baseUrl, timeout: 30_000, ...config })
  attachPagamio(api, source)
  return api
}

/**
 * axios with the interceptors that attach the token.
 * @param callOff how axios is told that a visitor has left
 */
export function askWithAxios(
  api: AxiosInstance,
  callOff = (signal: AbortSignal): AxiosRequestConfig => ({ signal }),
): Ask {
  return askWith((config, signal) => api.request({ ...config, ...(signal && callOff(signal)) }))
}

/** An HttpService: a visitor who leaves has unsubscribed. */
export function askWithHttp(http: HttpService): Ask {
  return askWith(async (config, signal) => {
    signal?.throwIfAborted()
    const answer = http.request(config)
    return firstValueFrom(signal ? answer.pipe(takeUntil(fromEvent(signal, 'abort'))) : answer)
  })
}

function askWith(send: (config: AxiosRequestConfig, signal?: AbortSignal) => Promise<AxiosResponse>): Ask {
  return async (path, body, signal) => {
    try {
      const { status, data } = await send({ url: path, ...(body && post(body)) }, signal)
      return { status, json: await jsonOf(data) }
    } catch (error) {
      if (!isAxiosError(error) || !error.response) throw error
      return { status: error.response.status, json: await jsonOf(error.response.data), error }
    }
  }
}

/** What is passed on as a stream is answered with one. */
function post(body: object | ReadableStream<Uint8Array>): AxiosRequestConfig {
  if (!(body instanceof ReadableStream)) return { method: 'post', data: body }
  const headers = { 'content-type': 'application/json' }
  return { method: 'post', data: Readable.from(body), headers, responseType: 'stream' }
}

async function jsonOf(data: unknown): Promise<unknown> {
  return data instanceof Readable ? json(data).catch(() => undefined) : data
}
