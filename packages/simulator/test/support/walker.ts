import { findOperation, type Operation } from '@pagamio/openapi'
import { createSimulator, demoCredentials, type SimulatorOptions } from '../../src/index.ts'

const HOST = 'https://vas-sandbox-api.pagamio.tech'

type Json = Record<string, unknown>

/** Somebody who asks, and notes which operations, statuses and parameters of the document he has met. */
export function walker(options: SimulatorOptions) {
  const simulator = createSimulator({ limits: false, ...options })
  const met = new Set<string>()

  async function send(method: string, path: string, { body, token = '' }: { body?: unknown; token?: string } = {}) {
    const url = path === '/health' ? `${HOST}${path}` : `${HOST}/api/v1${path}`
    const init = { method, headers: { authorization: `Bearer ${token}` } }
    const response = await simulator.fetch(url, body === undefined ? init : { ...init, body: JSON.stringify(body) })
    const operation = findOperation(method, path)
    if (operation) {
      met.add(statusOf(operation, response.status))
      for (const name of new URL(url).searchParams.keys()) met.add(parameterOf(operation, name))
      for (const { in: where, name } of operation.parameters)
        if (where === 'path') met.add(parameterOf(operation, name))
    }
    return (await response.json()) as Json
  }

  /** The tokens of an answer, whatever its shape; empty where there are none. */
  async function tokens(path = '/auth/token', body: object = demoCredentials) {
    const json = await send('POST', path, { body })
    const { token, accessToken, refreshToken = '' } = { ...json, ...(json.data as Json | undefined) } as Json
    return { access: String(token ?? accessToken ?? ''), refresh: String(refreshToken) }
  }

  return { simulator, met, send, tokens }
}

export const statusOf = ({ id }: Operation, status: number): string => `${id} ${status}`
export const parameterOf = ({ id }: Operation, name: string): string => `${id} {${name}}`

/** With something in the place of each parameter. */
export const filledIn = ({ path }: Operation): string => path.replaceAll(/\{\w+\}/g, '1002')
