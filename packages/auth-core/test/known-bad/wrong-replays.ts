import type { CreateFetch } from './replay-check.ts'

/** Sends the caller's own `init` twice: a FormData gets another boundary each time. */
export const replayOfInit: CreateFetch = (source, send) => async (input, init) => {
  const replayable = !(init?.body instanceof ReadableStream)
  const attempt = async (rejected?: string) => {
    const { value, authorization } = await source.getToken({ rejected })
    const response = await send(source.baseUrl + input, { ...init, headers: { ...init?.headers, authorization } })
    return { value, response }
  }
  const { value, response } = await attempt()
  return response.status === 401 && replayable ? (await attempt(value)).response : response
}

/** Takes a stream for sent, and sends nothing the second time: the server sees a purchase without an order. */
export const replayWithoutBody: CreateFetch = (source, send) => async (input, init) => {
  const form = init?.body instanceof FormData ? new Response(init.body) : undefined
  const type = form?.headers.get('content-type')
  const body = form ? new Blob([await form.arrayBuffer()]) : init?.body
  const attempt = async (rejected?: string) => {
    const { value, authorization } = await source.getToken({ rejected })
    const again = rejected !== undefined && body instanceof ReadableStream
    const headers = { ...(type ? { 'content-type': type } : {}), authorization }
    const response = await send(source.baseUrl + input, { ...init, body: again ? null : (body ?? null), headers })
    return { value, response }
  }
  const { value, response } = await attempt()
  return response.status === 401 ? (await attempt(value)).response : response
}
