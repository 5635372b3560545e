/**
 * The same answer, and a word when its body has ended, which may come twice: `broken` where the API did not send all of
 * it. Its body never fails, because the server would print the error on streams that are the program's own.
 */
export function watchedAnswer(answer: Response, ended: (broken: boolean) => void): Response {
  if (!answer.body) {
    ended(false)
    return answer
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
  return new Response(body, answer)
}
