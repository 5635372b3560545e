import ky from 'ky'
import first from 'ky-v1'
import { expect, test } from 'vitest'
import { build } from '../../src/builds/node-ky.ts'
import { describeContract, overHttp } from '../support/contract.ts'

describeContract('plain Node with ky', overHttp(build))

test('ky is of the major that this project is about', () => {
  expect(Object.is(ky, first)).toBe(process.env.KY_VERSION === 'ky-v1')
})
