import { inject } from 'vitest'
import { type Member, startProcess } from '../../src/member.ts'
import type { WorkerSetup } from '../../src/setup.ts'

export type { Account, Member } from '../../src/member.ts'

export const startMember = (setup: WorkerSetup, program = inject('program')): Promise<Member> =>
  startProcess(program, setup)
