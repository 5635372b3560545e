import { readFileSync } from 'node:fs'
import { parseYaml } from '@redocly/openapi-core'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import type { Document } from '../src/document.ts'

const HEAD = '// Made of openapi.yaml by `pnpm generate`.\n'

/** The files that are made of `openapi.yaml`, by their names below the package. */
export async function generated(home: string): Promise<Record<string, string>> {
  const document = parseYaml(readFileSync(`${home}openapi.yaml`, 'utf8')) as Document
  const types = astToString(await openapiTS(document as unknown as OpenAPI3, { silent: true }))
  return {
    'openapi.json': `${JSON.stringify(document, undefined, 2)}\n`,
    'src/generated/types.ts': `${HEAD}${types}`,
    'src/generated/codes.ts': codes(document),
  }
}

/** What the document says of each response code. */
function codes({ components }: Document): string {
  const { ResponseCode, RefusalCode } = components.schemas as Record<string, { anyOf: Described[]; oneOf: Described[] }>
  const described = [...(ResponseCode?.anyOf ?? []), ...(RefusalCode?.oneOf ?? [])].filter((one) => one.const)
  const lines = described.map(({ const: code, description }) => `  '${code}': ${JSON.stringify(description)},`)
  return `${HEAD}
/** Every documented response code with its meaning. */
export const responseCodes = {
${lines.join('\n')}
} as const

/** A response code that the documentation knows. */
export type ResponseCode = keyof typeof responseCodes
`
}

interface Described {
  readonly const?: string
  readonly description: string
}
