import type { Clock } from '@pagamio/auth-core'
import { createSimulator, type LogEntry, type Simulator, type SimulatorOptions } from '@pagamio/simulator'

export const TOKEN_LIFE_MS = 30 * 60_000

export const accountOf = (merchant: number) => ({ username: `merchant-${merchant}`, password: 'demo-password' })

/** The shipped simulator, with tokens that are made at once: signing takes as long as it takes. */
export function createPagamio(clock: Clock, merchants: number, onRequest: (entry: LogEntry) => void): Simulator {
  let serial = 0
  const sign = async (_account: object, { issuedAt, accessMs }: { issuedAt: number; accessMs: number }) => {
    const iat = Math.floor(issuedAt / 1000)
    return [{ alg: 'none' }, { iat, exp: iat + accessMs / 1000, jti: ++serial }]
      .map(encoded)
      .concat('unsigned')
      .join('.')
  }
  return createSimulator({
    clock,
    latencyMs: 150,
    merchants: Array.from({ length: merchants }, (_, index) => ({ ...accountOf(index + 1), id: `M-${index + 1}` })),
    onRequest,
    [Symbol.for('@pagamio/simulator/seams')]: { sign, digest: async () => new ArrayBuffer(32) },
  } as SimulatorOptions)
}

const encoded = (claims: object) =>
  btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
