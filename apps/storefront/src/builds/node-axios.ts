import { askWithAxios, axiosFor } from '../clients/axios.ts'
import { nodeBuild } from '../node-build.ts'

/** No framework, and axios as the client. */
export const build = nodeBuild((auth) => askWithAxios(axiosFor(auth)))
