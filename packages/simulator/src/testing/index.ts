export { type AdapterCase, adapterContract } from './adapter-contract.ts'
export type { AppSettings, AppUnderTest, StartApp } from './app-under-test.ts'
export type { KeptTokens } from './kept-tokens.ts'
