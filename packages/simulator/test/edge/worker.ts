// Run by workerd: whatever is not as it should be is thrown.
import { createSimulator, demoCredentials } from '../../src/index.ts'
import { createClient } from '../client.ts'

export default {
  async test(): Promise<void> {
    const simulator = createSimulator()
    const client = createClient(simulator.fetch)

    const { access, refresh } = await client.tokens()
    await is(200, client.categories(access))
    await is(200, client.refresh(refresh))
    await is(401, client.login({ ...demoCredentials, password: 'wrong' }))
    await is(404, client.get('/nowhere'))

    simulator.failNext('login', { kind: 'gzip-bomb', megabytes: 1 })
    const bomb = await (await client.login()).text()
    if (bomb.length < 2 ** 20) throw new Error(`a bomb of ${bomb.length} bytes`)

    simulator.failNext('login', { kind: 'delay', ms: 1 })
    await is(200, client.login())
    await simulator.settled()
    if (simulator.count('login') !== 4) throw new Error(`${simulator.count('login')} logins`)

    const listening = await simulator.listen().then(
      () => 'it listens',
      ({ message }: Error) => message,
    )
    if (!listening.includes('needs Node')) throw new Error(listening)
  },
}

async function is(wanted: number, call: Promise<Response>): Promise<void> {
  const { status, url } = await call
  if (status !== wanted) throw new Error(`${url} answers ${status} in place of ${wanted}`)
}
