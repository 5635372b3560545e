import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Shell } from '../shell.ts'
import { isJson } from './indented.ts'

export interface ApiOptions {
  readonly field?: readonly string[] | undefined
  readonly rawField?: readonly string[] | undefined
  readonly input?: string | undefined
  /** As curl has it. */
  readonly request?: string | undefined
  /** As curl has it: a text, or a file behind `@`. */
  readonly data?: readonly string[] | undefined
  readonly header?: readonly string[] | undefined
  readonly include?: boolean | undefined
}

/** What is sent. The body is in memory, so that it can be sent again byte for byte after a 401. */
export interface ApiRequest {
  readonly method: string
  /** Path and query below the base URL. */
  readonly path: string
  readonly headers: Headers
  readonly body: string | Uint8Array<ArrayBuffer> | undefined
}

/** Those that HTTP has for the connection itself, and that the platform's `fetch` sends for nobody. */
const NO_METHODS: readonly string[] = ['CONNECT', 'TRACE', 'TRACK']
const USUAL_METHOD = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/i
/** About the connection, which is not the caller's: `fetch` fails for them, or they would say of a body what it is not. */
const NO_HEADERS = /^(connection|content-length|expect|keep-alive|transfer-encoding|upgrade)$/i

const usage = (message: string, hint = '') => new Failure(message, hint, exitCodes.usage)

/** @throws Failure for what cannot be a request */
export async function apiRequest(
  { stdin }: Shell,
  [first, second]: readonly [string, string | undefined],
  options: ApiOptions,
): Promise<ApiRequest> {
  const named = methodOf(first, second, options.request)
  const path = second ?? first
  const fields = fieldsOf(options)
  const source = bodySource(options)
  const sends = Object.keys(fields).length > 0 || source !== undefined
  const method = (named ?? (sends ? 'POST' : 'GET')).toUpperCase()
  const headers = headersOf(options.header ?? [])
  if (method === 'GET' || method === 'HEAD') {
    if (source !== undefined) throw usage(`${method} has no body.`, 'Leave --input and -d out, or say POST.')
    return { method, path: withQuery(path, fields), headers, body: undefined }
  }
  if (source !== undefined && Object.keys(fields).length > 0)
    throw usage('There is one body: from --input or -d, or made of fields.')
  const body = source === undefined ? (sends ? JSON.stringify(fields) : undefined) : await bodyFrom(source, stdin)
  if (typeof body === 'string' && source !== undefined && !headers.has('content-type') && !isJson(body))
    throw usage('-d should be JSON.', 'Fields are -F amount=50; another form needs -H "content-type: …".')
  if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
  return { method, path, headers, body }
}

/** From before the path, or from `-X`; undefined where nothing is said. */
function methodOf(first: string, second: string | undefined, given: string | undefined): string | undefined {
  const named = second === undefined ? given : first
  if (named !== undefined && !/^[a-z]+$/i.test(named)) throw usage('The method comes first, then the path.')
  if (given !== undefined && given.toUpperCase() !== named?.toUpperCase()) throw usage('There is one method.')
  for (const word of [named, first])
    if (word !== undefined && NO_METHODS.includes(word.toUpperCase()))
      throw usage(`${word.toUpperCase()} is no method of Pagamio's API.`)
  if (second === undefined && USUAL_METHOD.test(first))
    throw usage('The path is missing.', `For example \`pagamio api ${first} /products/categories\`.`)
  return named
}

type BodySource = { readonly file: string } | { readonly text: string }

function bodySource({ input, data = [] }: ApiOptions): BodySource | undefined {
  const [text] = data
  if (data.length > 1 || (text !== undefined && input !== undefined))
    throw usage('There is one body.', 'Several fields are -F amount=50 -f productCode=….')
  if (text === undefined) return input === undefined ? undefined : { file: input }
  return text.startsWith('@') ? { file: text.slice(1) } : { text }
}

const bodyFrom = async (source: BodySource, stdin: Shell['stdin']): Promise<string | Uint8Array<ArrayBuffer>> =>
  'text' in source ? source.text : inputOf(source.file, stdin)

function fieldsOf({ field = [], rawField = [] }: ApiOptions): Record<string, unknown> {
  const typed = field.map((text) => split(text, '--field')).map(([key, value]) => [key, typedValue(value)] as const)
  return Object.fromEntries([...typed, ...rawField.map((text) => split(text, '--raw-field'))])
}

function split(text: string, flag: string): readonly [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw usage(`${flag} should be key=value.`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** With a zero before it a number is a telephone's, and a long one is a meter's: those stay strings. */
function typedValue(text: string): unknown {
  return /^(true|false|null|-?(0|[1-9]\d{0,8})(\.\d{1,6})?)$/.test(text) ? JSON.parse(text) : text
}

function headersOf(lines: readonly string[]): Headers {
  const headers = new Headers({ accept: 'application/json' })
  for (const line of lines) {
    const [, name, value = ''] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? []
    if (name === undefined) throw usage("--header should be 'name: value'.")
    if (name.toLowerCase() === 'authorization')
      throw usage('The authorization is what this tool is for.', 'Leave that header out, or use curl.')
    if (NO_HEADERS.test(name))
      throw usage('That header is about the connection, and follows from what is sent.', 'Leave it out, or use curl.')
    try {
      headers.set(name, value)
    } catch {
      throw usage("--header should be 'name: value', of visible characters.")
    }
  }
  return headers
}

function withQuery(path: string, fields: Record<string, unknown>): string {
  const pairs = Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)])
  const query = new URLSearchParams(pairs).toString()
  return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`
}

async function inputOf(file: string, stdin: Shell['stdin']): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return Uint8Array.from(file === '-' ? await buffer(stdin) : await readFile(file))
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw usage(`The file with the body cannot be read (${code}).`)
  }
}
