import { productCodes } from './catalogue/products.ts'
import { checkNumber, checkOneOf, checkWhole, LONGEST_WAIT_MS } from './checks.ts'
import { environments } from './environment.ts'
import type { ResolvedOptions } from './simulator-options.ts'

/**
 * What is no such thing would be taken for something else: with a limit of NaN there is none.
 * @throws RangeError or TypeError that names the option
 */
export function checkOptions(options: ResolvedOptions): void {
  const { environment, limits, merchants } = options
  checkOneOf('environment', environment, environments)
  for (const [index, merchant] of merchants.entries()) {
    const name = `merchants[${index}]`
    checkOneOf(`${name}.environment`, merchant.environment ?? environment, environments)
    checkOneOf(`${name}.role`, merchant.role ?? 'merchant', ['merchant', 'partner', 'vendor'])
    for (const account of [merchant, ...(merchant.subMerchants ?? [])]) {
      checkOneOf(`${name}: secondFactor`, account.secondFactor, [undefined, 'code', 'setup'])
      for (const code of account.products ?? []) checkOneOf(`${name}: products`, code, productCodes)
    }
  }
  checkOneOf('responseShape', options.responseShape, ['envelope', 'flat', 'profile'])
  checkOneOf('refusalStatus', options.refusalStatus, [200, 400])
  checkOneOf('rotation', options.rotation, ['strict', 'grace', 'lax'])
  checkNumber('lifetimes.accessMs', options.accessMs, 1, Number.MAX_SAFE_INTEGER)
  checkNumber('lifetimes.refreshMs', options.refreshMs, 1)
  checkNumber('lifetimes.graceMs', options.graceMs, 0)
  for (const name of ['logins', 'refreshes', 'purchases'] as const) checkWhole(`limits.${name}`, limits[name], 0)
  checkNumber('limits.windowMs', limits.windowMs, 1)
  checkWhole('limits.blockAfter', limits.blockAfter, 1)
  checkNumber('limits.blockMs', limits.blockMs, 0)
  checkNumber('latencyMs', options.latencyMs, 0, LONGEST_WAIT_MS)
  if (typeof options.onRequest !== 'function') throw new TypeError('onRequest should be a function')
}
