// What one would put there without a tool for it: a proxy that puts a fixed header on every request. It logs nothing.
import fastifyProxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { loginByHand } from './hand-written-login.ts'

const [origin = ''] = process.argv.slice(2)
const { authorization } = await loginByHand(origin)
const app = fastify()
await app.register(fastifyProxy, {
  upstream: origin,
  rewritePrefix: '/api/v1',
  replyOptions: {
    rewriteRequestHeaders: (_, headers) => ({ ...headers, authorization }),
  },
})
process.on('disconnect', () => process.exit())
process.send?.(await app.listen({ port: 0, host: '127.0.0.1' }))
