import { askWithFetch } from '../clients/fetch.ts'
import { nodeBuild } from '../node-build.ts'

/** No framework, and the `fetch` of the core. */
export const build = nodeBuild(({ fetch }) => askWithFetch(fetch))
