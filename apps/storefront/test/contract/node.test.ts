import { build as axios } from '../../src/builds/node-axios.ts'
import { build as nodeFetch } from '../../src/builds/node-fetch.ts'
import { describeContract, overHttp } from '../support/contract.ts'

describeContract('plain Node with axios', overHttp(axios))
describeContract('plain Node with fetch', overHttp(nodeFetch))
