import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBudget, createPagamioAuth } from '@pagamio/auth-core'
import { type ManualClock, manualClock } from '@pagamio/auth-core/testing'
import { createSimulator, demoCredentials, type Simulator, type SimulatorOptions } from '@pagamio/simulator'
import { type FileStore, fileStore } from '@pagamio/store-file'
import { expect, onTestFinished } from 'vitest'
import type { Connection } from '../../../src/connection.ts'
import { examine } from '../../../src/doctor/examination.ts'
import type { CheckName, Finding } from '../../../src/doctor/finding.ts'
import { lineOf, summaryOf } from '../../../src/doctor/report.ts'
import type { Subject } from '../../../src/doctor/subject.ts'
import { serve } from './front.ts'

export interface SceneOptions {
  readonly credentials?: Connection['credentials']
  readonly certificate?: string
  /** The first reading of the clock that all share. */
  readonly now?: number
  readonly simulator?: SimulatorOptions
}

export interface Scene {
  readonly simulator: Simulator
  readonly clock: ManualClock
  readonly store: FileStore
  readonly baseUrl: string
  readonly subject: Subject
  /** Takes the API off the network. */
  stop(): Promise<void>
  /** Another program of the same setup gets a token, stores it and ends. */
  anotherProgram(): Promise<void>
  /** Examines the subject, with what is different in this case, and sees to it that no secret is in what it says. */
  examine(different?: Partial<Subject>): Promise<Findings>
  /** The same of a setup that connects otherwise. */
  examineWith(connection: Partial<Connection>, different?: Partial<Subject>): Promise<Findings>
}

/** What an examination found, with each check by its name. */
interface Findings {
  readonly all: readonly Finding[]
  readonly states: Readonly<Record<string, Finding['state']>>
  /** As it is shown, without colours. */
  readonly text: string
  of(check: CheckName): Finding
}

export const plain = (_style: string, text: string): string => text

/** The simulator, a folder, and a clock that stands still for all of them. */
export async function scene(options: SceneOptions = {}): Promise<Scene> {
  const { credentials = demoCredentials, certificate, now = Date.now() } = options
  const clock = manualClock({ now })
  const simulator = createSimulator({ clock, ...options.simulator })
  const { url: baseUrl, stop } = await serve(simulator, { now: clock.now, certificate })
  const parent = await mkdtemp(join(tmpdir(), 'pagamio-doctor-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true, maxRetries: 5 }))
  const store = fileStore({ folder: join(parent, 'tokens'), clock })
  const secrets = [demoCredentials.username, demoCredentials.password]

  const open = ({ baseUrl, credentials }: Connection) => {
    const auth = createPagamioAuth({ baseUrl, credentials, store, clock, budget: createBudget({ clock }) })
    onTestFinished(() => auth.close())
    return auth
  }
  const subject: Subject = {
    connect: async () => ({ source: 'environment', baseUrl, credentials }),
    store,
    open,
    env: {},
    now: clock.now,
    lookup: async () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
  }
  const look = async (different: Partial<Subject> = {}) => {
    const all: Finding[] = []
    for await (const finding of examine({ ...subject, ...different })) all.push(finding)
    return findingsOf(all, secrets)
  }
  return {
    simulator,
    clock,
    store,
    baseUrl,
    subject,
    stop,
    anotherProgram: async () => {
      const auth = open({ source: 'another program', baseUrl, credentials })
      await auth.getToken()
      await auth.close()
    },
    examine: look,
    examineWith: (connection, different) =>
      look({ ...different, connect: async () => ({ source: 'environment', baseUrl, credentials, ...connection }) }),
  }
}

function findingsOf(all: readonly Finding[], secrets: readonly string[]): Findings {
  const text = [...all.map((finding) => lineOf(finding, plain)), summaryOf(all)].join('\n')
  for (const secret of secrets) expect(text).not.toMatch(new RegExp(String.raw`\b${secret}\b`))
  expect(text).not.toContain('eyJ')
  return {
    all,
    text,
    states: Object.fromEntries(all.map(({ check, state }) => [check, state])),
    of: (check) => {
      const found = all.find((finding) => finding.check === check)
      if (!found) throw new Error(`there is no finding of ${check}`)
      return found
    },
  }
}
