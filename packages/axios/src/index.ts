export { type AttachOptions, attachPagamio } from './attach-pagamio.ts'
