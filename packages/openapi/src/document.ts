import json from '../openapi.json' with { type: 'json' }

/** What the document's parts are made of. */
export type Schema = Readonly<Record<string, unknown>>

export type Method = 'get' | 'post'

export interface OperationObject {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly Schema[]
  readonly requestBody?: Schema
  readonly responses: Readonly<Record<string, Schema>>
  readonly 'x-sources': readonly string[]
}

export type PathItem = { readonly parameters?: readonly Schema[] } & { readonly [In in Method]?: OperationObject }

/** The OpenAPI document, as far as it is looked into here. */
export interface Document {
  readonly openapi: string
  readonly info: Schema
  readonly servers: readonly { readonly url: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, PathItem>>
  readonly components: Readonly<
    Record<'schemas' | 'responses' | 'parameters' | 'securitySchemes', Readonly<Record<string, Schema>>>
  >
}

/**
 * The whole document, as it is in `@pagamio/openapi/openapi.json`.
 * @example Object.keys(document.paths)
 */
export const document: Document = json as unknown as Document
