import { AccessToken, type FetchLike, type TokenSource } from '../../src/index.ts'
import { demand } from './subject.ts'

export type CreateFetch = (source: TokenSource, send: FetchLike) => FetchLike

interface Sent {
  readonly type: string | null
  readonly text: string
}

/** After a 401 a body is sent again byte for byte, or not at all. */
export async function checkReplay(createFetch: CreateFetch): Promise<void> {
  const form = new FormData()
  form.set('merchantReference', 'R-1')
  const stream = () => new Blob(['R-2']).stream()
  for (const [name, body, sends] of [
    ['a string', 'R-0', 2],
    ['a FormData', form, 2],
    ['a stream', stream(), 1],
  ] as const) {
    const sent = await sendTwice(createFetch, body)
    demand(sent.length === sends, `${name} was sent ${sent.length} times`)
    const [first, second = first] = sent
    demand(second?.text === first?.text && second?.type === first?.type, `${name} was sent again as something else`)
  }
}

/** A call whose first answer is a 401, as the server saw it. */
async function sendTwice(createFetch: CreateFetch, body: RequestInit['body']): Promise<Sent[]> {
  const sent: Sent[] = []
  const send: FetchLike = async (input, init) => {
    const request = new Request(input, init)
    sent.push({ type: request.headers.get('content-type'), text: await request.text() })
    return new Response(null, { status: sent.length === 1 ? 401 : 200 })
  }
  const token = (generation: number) => new AccessToken(`token-${generation}`, Number.POSITIVE_INFINITY, generation)
  const source: TokenSource = {
    getToken: async (options) => token(options?.rejected ? 2 : 1),
    owns: () => true,
    baseUrl: 'https://api.example',
  }
  await createFetch(source, send)('/purchase', { method: 'POST', body, duplex: 'half' } as RequestInit)
  return sent
}
