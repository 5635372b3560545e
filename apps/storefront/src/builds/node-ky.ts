import { createPagamioKy } from '@pagamio/ky'
import { askWithKy } from '../clients/ky.ts'
import { nodeBuild } from '../node-build.ts'

/** No framework, and ky as the client. */
// A visitor hears what the API said, as in every build; ky would ask again after a 429 or a 5xx.
export const build = nodeBuild((auth) => askWithKy(createPagamioKy(auth, { retry: 0 })))
