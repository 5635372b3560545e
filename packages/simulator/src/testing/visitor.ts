import type { AppUnderTest } from './app-under-test.ts'

/** What a visitor of the application got. */
export interface Answer {
  readonly status: number
  /** Headers and body, as they came: what is searched for secrets. */
  readonly text: string
  readonly retryAfter: string | null
  /** Members of a JSON object, if it was one. */
  readonly fields: Readonly<Record<string, unknown>>
}

export async function ask(app: AppUnderTest, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(init.headers)
  // A visitor that keeps the connection would hold up a server that closes.
  headers.set('connection', 'close')
  const answer = await send(app, path, { ...init, headers, redirect: 'manual' })
  const body = await answer.text()
  const text = `${JSON.stringify(Object.fromEntries(answer.headers))}\n${body}`
  return { status: answer.status, text, retryAfter: answer.headers.get('retry-after'), fields: fieldsOf(body) }
}

async function send({ url, fetch: answer }: AppUnderTest, path: string, init: RequestInit): Promise<Response> {
  if (url !== undefined) return fetch(`${url}${path}`, init)
  if (answer) return answer(new Request(`http://shop.test${path}`, init))
  throw new Error('An application under test has a url or a fetch')
}

/** A purchase as the shop's visitors order it. */
export const order = (reference: string): RequestInit =>
  jsonPost({ mobileNumber: '+27821234567', amount: 29, reference })

/** The same as the API takes it, for `POST /pagamio/purchase`: a stream, of which nobody knows how long it is. */
export function streamed(merchantReference: string): RequestInit {
  const order = { productCode: 'AIR-VOD-001', amount: 29, mobileNumber: '+27821234567' }
  const { body, ...rest } = jsonPost({ ...order, paymentMethod: 'cash', channelId: 'Q7RT2M', merchantReference })
  return { ...rest, body: new Blob([body as string]).stream(), duplex: 'half' }
}

const jsonPost = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

function fieldsOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
