import { answerSchema, findOperation } from '@pagamio/openapi'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
const validators = new Map<string, ValidateFunction>()

/** Decisions of ours that the document does not have: both methods on every list of the catalogue, and what is in no page. */
const UNDOCUMENTED = /^GET \/products\/category\//

/**
 * What is wrong with an answer by the OpenAPI document, which knows nothing of the simulator; `undefined` where nothing
 * is. A path that is not documented has to be a 404; a 404 may be the answer to any.
 */
export function complaintOf(method: string, path: string, status: number, json: unknown): string | undefined {
  const operation = findOperation(method, path)
  if (!operation)
    return status === 404 || UNDOCUMENTED.test(`${method} ${path}`) ? undefined : `${method} ${path} is not documented`
  const name = `${operation.id} ${status}`
  const schema = answerSchema(operation, status)
  if (!schema) return status === 404 ? undefined : `${name} is not documented`
  const validate = validators.get(name) ?? ajv.compile(schema)
  validators.set(name, validate)
  return validate(json) ? undefined : `${name}: ${ajv.errorsText(validate.errors)}`
}
