// 100,000 merchants seen once each: what the pool holds afterwards, and how many timers.
import { createBudget, createPagamioAuthPool } from '@pagamio/auth-core'

const MERCHANTS = 100_000
let serial = 0
const answer = () =>
  Response.json({
    successful: true,
    data: { token: `${'a'.repeat(300)}${serial}`, refreshToken: `${'r'.repeat(120)}${serial++}`, expiresIn: 1_800 },
  })

const pool = createPagamioAuthPool({
  environment: 'sandbox',
  credentialsFor: (merchant) => ({ username: merchant, password: 'password' }),
  fetch: async () => answer(),
  // The limits of the endpoint are not what is measured.
  budget: createBudget({ limits: { logins: 1e9, refreshes: 1e9, windowMs: 1 } }),
})

const heap = async () => {
  const { gc } = globalThis as { gc?: () => void }
  if (!gc) throw new Error('Run it with node --expose-gc.')
  for (let round = 0; round < 5; round++) {
    gc()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return process.memoryUsage().heapUsed
}

const before = await heap()
for (let n = 0; n < MERCHANTS; n++) {
  await pool.for(`M-${n}`).getToken()
  if (n % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 1))
}
const megabytes = ((await heap()) - before) / 1e6
const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
const { merchants } = pool.status()
console.log(`${MERCHANTS.toLocaleString('en')} merchants seen once: ${merchants.toLocaleString('en')} held,`)
console.log(
  `${megabytes.toFixed(1)} MB (${((megabytes * 1e6) / merchants / 1_000).toFixed(1)} kB each), ${timers} timers`,
)
