import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '../src/listen.ts'
import { serverShop } from '../src/node-server.ts'

const servers: Server[] = []
const open = () => {
  const server = createServer()
  servers.push(server)
  return serverShop(server, async () => {})
}
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

test('listen › a taken port makes way for a free one', async () => {
  const taken = await listen(open(), '0')
  const other = await listen(open(), new URL(taken).port)
  expect(other).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(other).not.toBe(taken)
})

test.each(['abc', '70000', '-1'])('listen › PORT=%s is refused with what to do', async (port) => {
  await expect(listen(open(), port)).rejects.toMatchObject({ hint: expect.stringContaining('3000') })
})
