import { answerSchema, document, findOperation, type Operation } from '@pagamio/openapi'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
const validators = new Map<string, ValidateFunction>()

const validatorOf = (name: string, schema: object): ValidateFunction => {
  const validate = validators.get(name) ?? ajv.compile(schema)
  validators.set(name, validate)
  return validate
}

/** Of an address that nothing is documented for. */
const notFound = { ...document.components.schemas.PlainError, properties: { error: { const: 'Not Found' } } }

/** One answer, as far as a document can speak of it. */
export interface Answer {
  readonly method: string
  /** Below the base URL, with its query; `/health` stands beside it. */
  readonly path: string
  readonly status: number
  /** JSON where it is that, else text. */
  readonly body: unknown
  /** @default 'application/json' */
  readonly contentType?: string | undefined
  /** By the newest page, where pages differ: then one method of two is not there. @default false */
  readonly strict?: boolean
}

/**
 * What is wrong with an answer by the OpenAPI document, which knows nothing of the simulator; `undefined` where nothing
 * is. A path that is not documented has to be a 404 in the form of the documented ones.
 */
export function complaintOf(answer: Answer): string | undefined {
  const { method, path, status, contentType = 'application/json', strict = false } = answer
  // The answer to HEAD is that to GET without a body.
  const operation = findOperation(method === 'HEAD' ? 'GET' : method, path)
  const named = `${method} ${path.replace(/\?.*/, '')} ${status}`
  if (!operation || (status === 404 && strict && isOneOfTwo(operation)))
    return status === 404 ? wrongIn(named, validatorOf('404', notFound), answer) : `${named} is not documented`
  if (!operation.statuses.includes(status)) return `${named} is not documented`
  if (contentType.startsWith('text/html')) return hasPage(operation, status) ? undefined : `${named} should be JSON`
  const schema = answerSchema(operation, status)
  if (!contentType.startsWith('application/json') || !schema) return `${named} should not be ${contentType}`
  return method === 'HEAD' ? undefined : wrongIn(named, validatorOf(`${operation.id} ${status}`, schema), answer)
}

const wrongIn = (named: string, validate: ValidateFunction, { body }: Answer): string | undefined =>
  validate(body) ? undefined : `${named}: ${ajv.errorsText(validate.errors)}`

/** Pages differ on its method. */
const isOneOfTwo = ({ id, path }: Operation): boolean => /By(Post|Get)$/.test(id) && path !== '/transactions'

/** What stands in front of the API speaks HTML: the document knows it of server errors. */
function hasPage({ method, path }: Operation, status: number): boolean {
  const { responses } = document.paths[path]?.[method.toLowerCase() as 'get' | 'post'] ?? {}
  const name = (responses?.[status] as { $ref?: string } | undefined)?.$ref?.split('/').at(-1) ?? ''
  return Object.hasOwn((document.components.responses[name]?.content ?? {}) as object, 'text/html')
}
