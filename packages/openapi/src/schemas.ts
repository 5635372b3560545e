import { document, type Method, type Schema } from './document.ts'
import type { Operation } from './operations.ts'

/**
 * The JSON schema (draft 2020-12) of what an operation answers with a status, for a validator such as ajv. It is whole:
 * what it refers to is in it. `undefined` for a status that is not documented.
 * @example
 * const validate = new Ajv2020({ strict: false }).compile(answerSchema(operation, 200))
 */
export function answerSchema(operation: Operation, status: number): Schema | undefined {
  const named = find(operation).responses[String(status)] as { $ref?: string } | undefined
  const response = named?.$ref ? document.components.responses[named.$ref.split('/').at(-1) ?? ''] : named
  return response && whole(response)
}

/** The same of what an operation is sent; `undefined` for one without a body. */
export function bodySchema(operation: Operation): Schema | undefined {
  const { requestBody } = find(operation)
  return requestBody && whole(requestBody)
}

const find = ({ method, path }: Operation) => {
  const operation = document.paths[path]?.[method.toLowerCase() as Method]
  if (!operation) throw new TypeError(`The document has no ${method} ${path}`)
  return operation
}

function whole({ content }: Schema): Schema | undefined {
  const { schema } = (content as Record<string, { schema: Schema } | undefined>)['application/json'] ?? {}
  // Under the name that its references begin with.
  return schema && { ...schema, components: { schemas: document.components.schemas } }
}
