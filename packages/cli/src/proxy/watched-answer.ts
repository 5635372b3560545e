/**
 * About the API's own origin, or for browsers: said of this proxy it would be untrue, or let a web page in that the gate
 * keeps out.
 */
const NOT_PASSED_ON = /^(access-control-.*|alt-svc|clear-site-data|nel|report-to|set-cookie|strict-transport-security)$/

/**
 * The same answer, without what is not for this proxy's clients, and a word when its body has ended, which may come
 * twice: `broken` where the API did not send all of it. Its body never fails, because the server would print the error on
 * streams that are the program's own.
 */
export function watchedAnswer(answer: Response, ended: (broken: boolean) => void): Response {
  const { status, statusText } = answer
  const headers = new Headers([...answer.headers].filter(([name]) => !NOT_PASSED_ON.test(name)))
  if (!answer.body) {
    ended(false)
    return new Response(null, { status, statusText, headers })
  }
  const reader = answer.body.getReader()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          ended(false)
        } catch {
          ended(true)
        }
        controller.close()
      },
      async cancel() {
        ended(false)
        await reader.cancel().catch(() => {})
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { status, statusText, headers })
}
