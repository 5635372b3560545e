import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { SetupError } from '../setup-error.ts'
import { SETUP, type WorkerSetup } from './worker-setup.ts'

/** The shop as several processes on one port. */
export interface ShopCluster {
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts the workers at once, cold, as a process manager does.
 * @throws SetupError when one of them ends before it listens
 */
export async function openCluster(count: number, setup: WorkerSetup): Promise<ShopCluster> {
  // Connections go to the workers in turn.
  cluster.schedulingPolicy = cluster.SCHED_RR
  const workers = Array.from({ length: count }, () => cluster.fork({ [SETUP]: JSON.stringify(setup) }))
  const ports = await Promise.all(workers.map(portOf)).catch(async (error) => {
    await Promise.all(workers.map(kill))
    throw error
  })
  return {
    url: `http://127.0.0.1:${ports[0]}`,
    async close() {
      await Promise.all(workers.map(end))
    },
  }
}

async function portOf(worker: Worker): Promise<number> {
  const ended = once(worker, 'exit').then(([code]) => {
    throw new SetupError(`A worker ended at its start (${code}).`, 'What it printed above says why.')
  })
  ended.catch(() => {})
  const [{ port }] = (await Promise.race([once(worker, 'listening'), ended])) as [{ port: number }]
  return port
}

async function kill(worker: Worker): Promise<void> {
  if (worker.isDead()) return
  const gone = once(worker, 'exit')
  worker.kill('SIGKILL')
  await gone
}

async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return
  const gone = once(worker, 'exit')
  worker.send('close')
  await gone
}
