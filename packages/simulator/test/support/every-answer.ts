// Loaded before each file of tests: every answer that a simulator gives in any of them is held to the OpenAPI document.
import { afterEach, expect, vi } from 'vitest'
import type { LogEntry } from '../../src/index.ts'
import type { Server } from '../../src/server.ts'
import { complaintOf } from './documented.ts'

let complaints: Promise<string | undefined>[] = []

vi.mock('../../src/reception.ts', async (load) => {
  const original = await load<typeof import('../../src/reception.ts')>()
  const receive: typeof original.receive = async (server, request, wire) => {
    const { method, url } = request
    const answering = original.receive(server, request, wire)
    // It is logged before anything is awaited.
    const entry = server.log.entries.at(-1)
    const response = await answering
    if (response && entry && isTheApis(entry, server))
      complaints.push(check(response.clone(), { method, url: new URL(url), strict: server.options.strict }))
    return response
  }
  return { ...original, receive }
})

/** A test that puts in an answer, an expiry or a block of its own does so because no page has it. */
function isTheApis({ endpoint, fault, outcome }: LogEntry, { options }: Server): boolean {
  const isToken = endpoint === 'login' || endpoint === 'refresh'
  if (outcome === 'blocked' || (isToken && options.expiresIn !== options.accessMs / 1000)) return false
  return fault === undefined || fault === 'delay' || fault === 'refusal'
}

async function check(response: Response, { method, url, strict }: { method: string; url: URL; strict: boolean }) {
  const text = await response.text()
  const contentType = response.headers.get('content-type') ?? ''
  const body = contentType.startsWith('application/json') && text !== '' ? JSON.parse(text) : text
  const path = `${url.pathname.replace(/^\/api\/v1(?=\/)/, '')}${url.search}`
  return complaintOf({ method, path, status: response.status, contentType, strict, body })
}

afterEach(async () => {
  const found = (await Promise.all(complaints)).filter((one) => one !== undefined)
  complaints = []
  expect(found, 'what the OpenAPI document says of the answers').toEqual([])
})
