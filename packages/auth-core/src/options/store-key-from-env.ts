import { invalidOption } from '../errors/errors.ts'
import { codeOf, namedFile, type Variables, variableReader } from './environment.ts'
import { resolveKeys } from './store-key.ts'

const KEY = 'PAGAMIO_STORE_KEY'
const FILE = 'PAGAMIO_STORE_KEY_FILE'

/**
 * The `key` of a store from `PAGAMIO_STORE_KEY`, or from the file that `PAGAMIO_STORE_KEY_FILE` names: base64 of 32
 * bytes. White space around it, and a byte order mark, are dropped. `optionsFromEnv` reads it too; this is for a pool,
 * whose credentials come from elsewhere.
 *
 * @param env where to look; in Workers the `env` that the handler gets
 * @default process.env, or nothing where there is no process
 * @returns undefined where neither is set
 * @throws PagamioAuthError `invalid_options` where both are set, the file cannot be read, or it is no key
 * @example createPagamioAuthPool({ environment: 'sandbox', credentialsFor, store, key: storeKeyFromEnv() })
 */
export function storeKeyFromEnv(env?: Variables): string | readonly string[] | undefined {
  const read = variableReader(env)
  const path = read(FILE)
  if (path === undefined) return checked(read(KEY), KEY)
  if (read(KEY) !== undefined) throw invalidOption(FILE, `should not be set together with ${KEY}`)
  const file = namedFile(FILE, path, KEY)
  let text: string
  try {
    text = file.readNow()
  } catch (thrown) {
    throw invalidOption(FILE, `should name a file that holds a key${codeOf(thrown)}`)
  }
  return checked(text, FILE)
}

function checked(text: string | undefined, variable: string): string | readonly string[] | undefined {
  if (text === undefined) return undefined
  const [first = '', ...others] = text.trim().split(/[\s,]+/)
  const key = others.length === 0 ? first : [first, ...others]
  resolveKeys(key, variable)
  return key
}
