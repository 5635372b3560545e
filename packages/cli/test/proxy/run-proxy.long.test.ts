import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { type Machine, machine } from '../support/run.ts'

const body = JSON.stringify({
  productCode: 'AIR-VOD-001',
  amount: 10,
  mobileNumber: '+27821234567',
  paymentMethod: 'cash',
  channelId: 'Q7RT2M',
  merchantReference: 'order-1',
})

const seen = async ({ simulator }: Machine, endpoint: 'purchase') => {
  while (simulator.count(endpoint) === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('as a process', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: it waits for a purchase that was begun, and leaves no socket behind',
    async (signal) => {
      const shop = await machine({ latencyMs: 500 })
      const path = `${shop.home}/socket`
      const child = shop.start(['proxy', '--listen', `unix:${path}`])
      const err = text(child.stderr as NodeJS.ReadableStream)
      const [data] = await once(child.stdout as NodeJS.ReadableStream, 'data')
      expect(String(data)).toBe(`unix:${path}\n`)
      const socket = connect(path)
      const answer = text(socket)
      socket.write(`POST /purchase HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
      await seen(shop, 'purchase')
      const closed = once(child, 'close')
      child.kill(signal)
      expect(await answer).toMatch(/^HTTP\/1\.1 200 /)
      expect((await closed)[0]).toBe(0)
      expect(await err).toContain('Closing, when what was begun is finished.')
      await expect(access(path)).rejects.toThrow('ENOENT')
      expect(shop.simulator.charges).toHaveLength(1)
    },
  )
})
