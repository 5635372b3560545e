// A program in a runtime that freezes between requests: it answers each message with a token, and tells what it hears of.
import { createPagamioAuth } from '../../src/index.ts'
import { quickClock } from './quick-clock.ts'

const { baseUrl, credentials, epoch } = JSON.parse(process.argv[2] ?? '')
const auth = createPagamioAuth({ baseUrl, credentials, renewal: 'inline', clock: quickClock(epoch) })
auth.subscribe(({ type }) => void process.send?.({ heard: type }))
process.on('message', async () => {
  const answer = auth.getToken().then(
    ({ value }) => ({ token: value }),
    ({ code }) => ({ heard: code }),
  )
  process.send?.(await answer)
})
process.send?.({ heard: 'started' })
