import { own, type Shape, wrongField, wrongInList } from './shape.ts'

// What the documentation calls reliable, or shows in every sample: as much as one may count on.

export const category: Shape = { id: 'id', name: 'string', meta: 'string?' }
export const brand: Shape = { code: 'string', description: 'string?' }
export const product: Shape = {
  code: 'string',
  name: 'string?',
  brandName: 'string?',
  minAmount: 'number',
  maxAmount: 'number',
  fixedAmount: 'boolean?',
}

/** Each of these gives the name of a field that is not as documented. */
export const wrongInFields = (json: unknown): string | undefined =>
  wrongField(json, { receiptFields: 'list' }) ??
  wrongInList(own(json, 'fields'), { name: 'string', type: 'string?', required: 'boolean?' }, 'fields')

export const wrongInPage = (json: unknown): string | undefined => {
  const content = own(json, 'content')
  const wrong =
    wrongField(json, { content: 'list', page: 'number?', totalElements: 'number?', totalPages: 'number?' }) ??
    wrongInList(content, { transactionId: 'string' }, 'content')
  if (wrong || !Array.isArray(content)) return wrong
  for (const [at, one] of content.entries()) {
    const inStatus = wrongField(own(one, 'status'), { code: 'number', description: 'string?' }, `content[${at}].status`)
    if (inStatus) return inStatus
  }
  return undefined
}
