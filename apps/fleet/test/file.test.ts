import { describe } from 'vitest'
import { oneLoginCase } from './one-login-case.ts'
import { filePlace } from './support/places.ts'

describe('eight processes with the file store', () => {
  oneLoginCase(filePlace)
})
