import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { assertions } from './assertions.ts'
import type { CaseResult, Report } from './case.ts'
import { childEnvironment } from './child-environment.ts'
import type { Place } from './place.ts'
import { type RemoteSimulator, remoteSimulator } from './remote-simulator.ts'
import { resultOf } from './run-cases.ts'
import type { SharedAnswer, SharedCase, SharedSetup } from './shared-case.ts'
import { sharedCases } from './shared-cases.ts'
import { type WorkerService, workerdConfig } from './workerd-config.ts'

const START_LIMIT_MS = 10_000
const RUN_LIMIT_MS = 30_000
/** A request that waits this long for a token has been let down. */
const TOKEN_LIMIT_MS = 4_000

interface PreparedCase {
  readonly one: SharedCase
  readonly control: RemoteSimulator
  readonly service: WorkerService
}

/** Runs the cases in one isolate of workerd, and those over several requests in an isolate each. */
export async function runWorkerd(path: string, place: Place, compatibilityDate: string): Promise<Report> {
  const { folder, hostUrl, signal } = place
  const prepared = await Promise.all(sharedCases.map((one, index) => prepare(one, `shared${index}`, hostUrl)))
  const list: WorkerService = { name: 'list', module: 'worker.mjs', setup: { hostUrl } }
  const services = [list, ...prepared.map(({ service }) => service)]
  const config = join(folder, 'workerd.capnp')
  await writeFile(config, workerdConfig(services, compatibilityDate))
  const child = spawn(path, ['serve', '--control-fd=3', config], {
    env: childEnvironment(folder),
    signal,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  try {
    const ports = await listening(child, services.length)
    const urlOf = ({ name }: WorkerService) => `http://127.0.0.1:${ports.get(name)}`
    const response = await fetch(urlOf(list), { signal: AbortSignal.timeout(RUN_LIMIT_MS) })
    if (!response.ok) throw new Error(`the worker answered ${response.status}: ${await response.text()}`)
    const report = (await response.json()) as Report
    const results: CaseResult[] = []
    for (const one of prepared) results.push(await runShared(one, urlOf(one.service)))
    return { ...report, results: [...report.results, ...results] }
  } finally {
    child.kill('SIGKILL')
  }
}

async function prepare(one: SharedCase, name: string, hostUrl: string): Promise<PreparedCase> {
  const control = await remoteSimulator(hostUrl)
  const { baseUrl, controlUrl, credentials } = control
  const setup: SharedSetup = { ...one.setup, baseUrl, controlUrl, credentials, timeoutMs: TOKEN_LIMIT_MS }
  return { one, control, service: { name, module: 'shared-worker.mjs', setup } }
}

async function runShared({ one, control }: PreparedCase, url: string): Promise<CaseResult> {
  const ask = async (action: string): Promise<SharedAnswer> => {
    const response = await fetch(`${url}/${action}`)
    if (!response.ok) throw new Error(`the worker answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as SharedAnswer
  }
  try {
    return await resultOf(one.name, one.run({ ...assertions, ask, control }))
  } finally {
    await control.close()
  }
}

/** The ports of all sockets, which workerd tells on its control channel. */
function listening(child: ChildProcess, sockets: number): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>()
  let told = ''
  let stderr = ''
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`workerd did not start. ${stderr}`)), START_LIMIT_MS)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code}. ${stderr}`)))
    child.once('close', () => clearTimeout(limit))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const control = child.stdio[3] as Readable
    control.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${told}${text}`.split('\n')
      told = lines.pop() ?? ''
      for (const line of lines) {
        const { event, socket, port } = JSON.parse(line) as { event: string; socket: string; port: number }
        if (event === 'listen') ports.set(socket, port)
      }
      if (ports.size < sockets) return
      clearTimeout(limit)
      resolve(ports)
    })
  })
}
