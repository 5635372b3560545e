export { type Document, document, type OperationObject, type PathItem, type Schema } from './document.ts'
export type { components, operations as OperationTypes, paths } from './generated/types.ts'
export { findOperation, type Operation, operations, type Parameter } from './operations.ts'
export { answerSchema, bodySchema } from './schemas.ts'
