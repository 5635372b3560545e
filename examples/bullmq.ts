// Purchases from a queue, with BullMQ: jobs are { mobileNumber, amount }, and their id is the reference.
import { createPagamioAuth, optionsFromEnv } from '@pagamio/auth-core'
import { createPagamioClient } from '@pagamio/client'
import { UnrecoverableError, Worker } from 'bullmq'

const pagamio = createPagamioAuth(optionsFromEnv())
const client = createPagamioClient(pagamio)

const worker = new Worker<{ readonly mobileNumber: string; readonly amount: number }, string>(
  'purchases',
  async ({ id, data }) => {
    const till = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
    // However often the queue tries, it is the same purchase.
    const result = await client.purchase({ ...till, ...data, merchantReference: id })
    if (result.outcome === 'completed' || result.outcome === 'pending') return result.transactionId
    // No is no; anything else is tried again, as the job's `attempts` and `backoff` say.
    if (result.outcome === 'refused') throw new UnrecoverableError(result.meaning ?? 'refused')
    throw new Error(result.outcome)
  },
  { connection: { url: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379' } },
)

process.once('SIGTERM', async () => {
  await worker.close()
  await pagamio.close()
})
