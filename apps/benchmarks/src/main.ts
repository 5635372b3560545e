import { createPagamioAuth } from '@pagamio/auth-core'
import { createSimulator, demoCredentials } from '@pagamio/simulator'
import { coldCallers } from './cold-callers.ts'
import { interleaved } from './interleaved.ts'

const simulator = createSimulator()
const auth = createPagamioAuth({ environment: 'sandbox', credentials: demoCredentials, fetch: simulator.fetch })
const constant = await auth.getToken()
const { getToken } = auth

console.log(`${process.release.name} ${process.version}\n`)
console.log('A fresh cached token, against a function that returns a constant (median of rounds):')
const hot = await interleaved([
  { name: 'async () => constant', run: async () => constant },
  { name: 'auth.getToken()', run: () => auth.getToken() },
  { name: 'const { getToken } = auth', run: () => getToken() },
  { name: 'async, both clocks read each time', run: bothClocks },
])
for (const { name, nsPerCall, ratio } of hot) {
  console.log(`  ${name.padEnd(36)} ${nsPerCall.toFixed(1).padStart(7)} ns  ${ratio.toFixed(2).padStart(6)} x`)
}

console.log('\n10,000 concurrent cold callers:')
const { logins, firstMs, lastMs } = await coldCallers(10_000)
console.log(
  `  logins ${logins}; first resolved ${firstMs.toFixed(1)} ms after the response, last ${lastMs.toFixed(1)} ms`,
)
await auth.close()

async function bothClocks() {
  return Date.now() < constant.expiresAt && performance.now() < constant.expiresAt ? constant : undefined
}
