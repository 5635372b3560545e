import { createPagamioKy } from '@pagamio/ky'
import ky from 'ky'
import first from 'ky-v1'
import { expect, test } from 'vitest'
import { build } from '../../src/builds/node-ky.ts'
import { askWithKy } from '../../src/clients/ky.ts'
import { nodeBuild } from '../../src/node-build.ts'
import { describeContract, overHttp } from '../support/contract.ts'

const following = nodeBuild((auth) => askWithKy(createPagamioKy(auth, { retry: 0, redirect: 'follow' })))

describeContract('plain Node with ky', overHttp(build))
describeContract('ky that follows redirects', overHttp(following), 'redirect elsewhere')

test('ky is of the major that this project is about', () => {
  expect(Object.is(ky, first)).toBe(process.env.KY_VERSION === 'ky-v1')
})
