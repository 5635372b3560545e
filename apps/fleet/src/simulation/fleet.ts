import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { DAY, runAddress, type Watch } from './address.ts'
import type { AddressDone, AddressSetup } from './address-thread.ts'
import type { FleetOptions } from './fleet-options.ts'
import { merged, type Report } from './report.ts'

export type { Watch } from './address.ts'

/** Runs a fleet from its cold start to its end, and returns what was seen. */
export async function runFleet(options: FleetOptions, watch: Watch = {}): Promise<Report> {
  if (options.addresses === 1) return runAddress(options, 0, watch)
  // What is planted is a function, which no other thread can be given.
  const reports = watch.plant ? await oneByOne(options, watch) : await inThreads(options, watch)
  return merged(reports, options.days * DAY)
}

async function oneByOne(options: FleetOptions, watch: Watch): Promise<Report[]> {
  const reports: Report[] = []
  for (let index = 0; index < options.addresses; index++) reports.push(await runAddress(options, index, watch))
  return reports
}

/** As many addresses at once as there are cores; what comes out does not depend on it. */
async function inThreads(options: FleetOptions, { onProgress, untilBroken }: Watch): Promise<Report[]> {
  const { addresses } = options
  const passed = Array<number>(addresses).fill(0)
  const reports = Array<Report>(addresses)
  let next = 0
  const thread = async () => {
    for (let index = next++; index < addresses; index = next++)
      reports[index] = await inThread({ options, index, untilBroken }, (part) => {
        passed[index] = part
        onProgress?.(passed.reduce((sum, each) => sum + each) / addresses)
      })
  }
  await Promise.all(Array.from({ length: Math.min(addresses, availableParallelism()) }, thread))
  return reports
}

function inThread(workerData: AddressSetup, onProgress: (passed: number) => void): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./address-thread.ts', import.meta.url), { workerData })
    worker.once('error', reject)
    worker.on('message', (message: AddressDone | number) => {
      if (typeof message === 'number') onProgress(message)
      else resolve(message.report)
    })
  })
}
