import { createPagamioAuth } from '@pagamio/auth-core'
import { build, createShop } from '../../src/builds/hono.ts'
import { describeContract, openRecord, overHttp } from '../support/contract.ts'

describeContract('Hono on Node', overHttp(build))

describeContract('Hono in-process', (settings) => {
  const { onError, logs } = openRecord()
  const auth = createPagamioAuth(settings)
  const { fetch } = createShop(auth, onError)
  return { fetch: (request) => fetch(request), logs, close: auth.close }
})
