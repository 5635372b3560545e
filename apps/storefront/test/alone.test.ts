import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { expect, test, vi } from 'vitest'
import { runAlone } from '../src/alone.ts'

test('alone › a port that cannot be used is told before the tour, and the shop is closed', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => {})
  const calls: string[] = []
  const build = async () => ({
    shown: {},
    listen: () => Promise.reject(Object.assign(new Error('bind'), { code: 'EACCES' })),
    close: async () => void calls.push('closed'),
  })
  const server = createSimulator()
  const pagamio = { environment: 'sandbox', credentials: demoCredentials, fetch: server.fetch } as const
  const upstream = { pagamio, merchants: {}, embedded: true, server, close: server.close }
  const running = runAlone(upstream, { build, touring: false, once: false, port: 80 })
  await expect(running).rejects.toMatchObject({ message: expect.stringContaining('Port 80') })
  expect(calls).toEqual(['closed'])
  expect(said).not.toHaveBeenCalled()
  said.mockRestore()
})
