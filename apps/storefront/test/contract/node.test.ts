import axios from 'axios'
import { build as withAxios } from '../../src/builds/node-axios.ts'
import { build as nodeFetch } from '../../src/builds/node-fetch.ts'
import { askWithAxios, axiosFor } from '../../src/clients/axios.ts'
import { askWithFetch } from '../../src/clients/fetch.ts'
import { nodeBuild } from '../../src/node-build.ts'
import { describeContract, overHttp } from '../support/contract.ts'

describeContract('plain Node with axios', overHttp(withAxios))
describeContract('plain Node with fetch', overHttp(nodeFetch))

const cancelToken = (signal: AbortSignal) => {
  const { token, cancel } = axios.CancelToken.source()
  signal.addEventListener('abort', () => cancel())
  return { cancelToken: token }
}
const byToken = nodeBuild((auth) => askWithAxios(axiosFor(auth), cancelToken))

describeContract('axios, called off by a cancelToken', overHttp(byToken), 'visitor leaves')

const elsewhere = 'redirect elsewhere'
const followingAxios = nodeBuild((auth) => askWithAxios(axiosFor(auth, { maxRedirects: 5 })))
const axiosByFetch = nodeBuild((auth) => askWithAxios(axiosFor(auth, { maxRedirects: 5, adapter: 'fetch' })))
const followingFetch = nodeBuild((auth) =>
  askWithFetch((path, init) => auth.fetch(path, { ...init, redirect: 'follow' })),
)

describeContract('axios that follows redirects', overHttp(followingAxios), elsewhere)
describeContract('axios that follows redirects, by fetch', overHttp(axiosByFetch), elsewhere)
describeContract('fetch that follows redirects', overHttp(followingFetch), elsewhere)
