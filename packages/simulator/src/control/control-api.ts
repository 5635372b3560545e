import type { Simulator } from '../simulator.ts'
import { turnedAway } from './control-gate.ts'
import { controlKey } from './control-key.ts'
import type { ControlOptions } from './control-options.ts'
import { refusal } from './control-refusal.ts'
import { commands, type Given, type Operations, questions } from './operations.ts'

/** Beside the API's own base path. */
export const CONTROL_PATH = '/control'

/** What others than TypeScript tests call a simulator's members by. */
export interface ControlApi {
  readonly key: string
  /** Undefined for a request that is for the API itself. */
  answer(request: Request): Promise<Response> | undefined
}

/** @throws RangeError where the key cannot be meant */
export function controlApi(simulator: Simulator, { key: given, hosts = [] }: ControlOptions): ControlApi {
  const rules = { key: controlKey(given), hosts: new Set(hosts.map((host) => host.toLowerCase())) }
  return {
    key: rules.key,
    answer(request) {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname !== CONTROL_PATH && !pathname.startsWith(`${CONTROL_PATH}/`)) return undefined
      return answered(request, pathname.slice(CONTROL_PATH.length + 1), searchParams)
    },
  }

  async function answered(request: Request, name: string, query: URLSearchParams): Promise<Response> {
    const refused = turnedAway(request, rules)
    if (refused) return refused
    const asks = request.method === 'GET'
    const operations: Operations = asks ? questions : request.method === 'POST' ? commands : {}
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
    if (!operation) return refusal(404, 'unknown_operation', KNOWN)
    try {
      const fields = asks ? Object.fromEntries(query) : fieldsIn(await request.text())
      const unknown = Object.keys(fields).find((field) => !operation.takes.includes(field))
      if (unknown !== undefined) throw new TypeError(takenBy(name, operation.takes))
      const result = operation.run(simulator, fields)
      return result === undefined ? new Response(null, { status: 204 }) : Response.json(result)
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error
      return refusal(400, 'bad_request', error.message)
    }
  }
}

function fieldsIn(body: string): Given {
  if (body === '') return {}
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {}
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Given
  throw new TypeError('The body should be a JSON object')
}

const takenBy = (name: string, takes: readonly string[]): string =>
  takes.length === 0 ? `${name} takes nothing` : `${name} takes ${takes.join(', ')}, and nothing else`

const KNOWN = `There is GET ${Object.keys(questions).join(', ')} and POST ${Object.keys(commands).join(', ')}`
