// A thread that simulates one address, says how far it is, and then what was seen.
import { parentPort, workerData } from 'node:worker_threads'
import { runAddress } from './address.ts'
import type { FleetOptions } from './fleet-options.ts'
import type { Report } from './report.ts'

export interface AddressSetup {
  readonly options: FleetOptions
  readonly index: number
  readonly untilBroken: boolean | undefined
}

export interface AddressDone {
  readonly report: Report
}

const { options, index, untilBroken = false } = workerData as AddressSetup
const onProgress = (passed: number) => parentPort?.postMessage(passed)
const report = await runAddress(options, index, { onProgress, untilBroken })
parentPort?.postMessage({ report } satisfies AddressDone)
