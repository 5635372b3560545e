import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen, portToShare } from '../src/listen.ts'
import { serverShop } from '../src/node-server.ts'
import { portOf } from '../src/port.ts'

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
  const taken = await listen(open(), 0)
  const other = await listen(open(), Number(new URL(taken).port))
  expect(other).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(other).not.toBe(taken)
})

test('listen › a port that cannot be used is named, with what to do', async () => {
  const forbidden = { listen: () => Promise.reject(Object.assign(new Error('bind'), { code: 'EACCES' })) }
  const port = { message: 'Port 80 cannot be used (EACCES).', hint: expect.stringContaining('PORT') }
  await expect(listen(forbidden, 80)).rejects.toMatchObject(port)
})

test('portToShare › is free by then: the one that is asked for, or another', async () => {
  const taken = Number(new URL(await listen(open(), 0)).port)
  const other = await portToShare(taken)
  expect(other).not.toBe(taken)
  expect(await portToShare(other)).toBe(other)
  expect(await listen(open(), other)).toContain(`:${other}`)
  expect(await portToShare(0)).toBe(0)
})

test.each(['abc', '70000', '-1', '80.5', '0x50', ' '])('PORT=%s is refused with what to do', (PORT) => {
  expect(() => portOf({ PORT })).toThrow('PORT should be a number from 0 to 65535')
})

test.each([
  ['', 3000],
  [undefined, 3000],
  ['0', 0],
  ['4799', 4799],
])('PORT=%s is %i', (PORT, port) => {
  expect(portOf({ PORT })).toBe(port)
})
