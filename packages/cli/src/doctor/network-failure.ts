import type { EnvironmentProxy } from '../environment-proxy.ts'
import { failed, foreign, type Verdict } from './finding.ts'
import { addressOf, hostOf, isLocal } from './site.ts'
import { PATIENCE_MS } from './subject.ts'

/** The address that was tried, and what is known about the server that answered. */
export interface Attempt {
  readonly url: URL
  readonly env: NodeJS.ProcessEnv
  readonly now: number
  /** The proxy that was tried itself, where it was not the API. */
  readonly proxy?: EnvironmentProxy | undefined
  /** What it was tried through, and what itself could be reached. */
  readonly through?: EnvironmentProxy | undefined
  /** The certificate that was shown. */
  readonly certificate?: { readonly issuer: string; readonly names: string; readonly validTo: string } | undefined
}

/** The code deep inside an error: `fetch` hides the interesting one among the causes. */
function codeOf(error: unknown): string {
  let seen = error
  for (let depth = 0; depth < 5 && typeof seen === 'object' && seen !== null; depth++) {
    const { name, code, cause } = seen as Record<string, unknown>
    if (name === 'TimeoutError' || name === 'AbortError') return 'ETIMEDOUT'
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code)) return code
    seen = cause
  }
  return 'unknown'
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ISSUER/

/** Why there is no connection, and what people could do about it. */
export function networkFailure(error: unknown, attempt: Attempt): Verdict {
  const code = typeof error === 'string' ? error : codeOf(error)
  const { says, todo } = CERTIFICATE.test(code) ? explain(code, attempt) : withProxy(code, attempt)
  return failed(says, todo)
}

function withProxy(code: string, attempt: Attempt): { says: string; todo: string } {
  const { url, through, proxy } = attempt
  if (proxy) return dead(code, proxy)
  return through ? lost(code, url, through) : explain(code, attempt)
}

/** The base URL has no part in it. */
const dead = (code: string, { url, variable }: EnvironmentProxy) => ({
  says: `The proxy ${addressOf(url)} (${variable}) cannot be reached (${code}).`,
  todo: `Correct ${variable}, or see that the proxy runs; NO_PROXY names hosts that are reached without it.`,
})

/** Of a proxy that refuses, Node tells no more than that there was no answer. */
const lost = (code: string, url: URL, { url: proxy, variable }: EnvironmentProxy) => ({
  says: `No answer from ${addressOf(url)} through the proxy ${proxy.host} (${code}).`,
  todo: `Does the proxy let ${addressOf(url)} through? If it wants a login, ${variable} has to hold its user and password.`,
})

function explain(code: string, { url, now, certificate }: Attempt): { says: string; todo: string } {
  const at = addressOf(url)
  const today = `This machine believes it is ${new Date(now).toISOString().slice(0, 10)}: if that is wrong, set its clock.`
  const [issuer, names] = [foreign(certificate?.issuer ?? ''), foreign(certificate?.names ?? '')]
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        says: `${hostOf(url)} has no address (${code}).`,
        todo: 'Check the spelling of the base URL, the network, and the DNS server of this machine or container.',
      }
    case 'ECONNREFUSED':
      return {
        says: `Nothing listens at ${at} (${code}).`,
        todo: isLocal(url)
          ? 'Start what should listen there (`pagamio simulate`?), or correct the base URL.'
          : 'Check host and port of the base URL, and whether a firewall refuses outgoing connections.',
      }
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
      return {
        says: `${at} does not answer within ${PATIENCE_MS / 1000} s.`,
        todo: `A firewall may drop outgoing connections: let ${at} through.`,
      }
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        says: `The certificate at ${at} is for another name${names && `: ${names}`} (${code}).`,
        todo: 'Check the host in the base URL. A proxy or a captive portal may answer in its place.',
      }
    case 'CERT_HAS_EXPIRED':
      return {
        says: `The certificate at ${at} has expired${certificate ? `, on ${foreign(certificate.validTo)}` : ''} (${code}).`,
        todo: `${today} Else its owner has to renew it.`,
      }
    case 'CERT_NOT_YET_VALID':
      return { says: `The certificate at ${at} is not valid yet (${code}).`, todo: today }
    default:
      return otherwise(code, at, issuer)
  }
}

function otherwise(code: string, at: string, issuer: string): { says: string; todo: string } {
  if (CERTIFICATE.test(code)) {
    return {
      says: `The certificate at ${at} is not trusted${issuer && `; its issuer is ${issuer}`} (${code}).`,
      todo: 'Behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to the file of its CA certificate. Else somebody is in between: send no password.',
    }
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return { says: `${at} speaks no TLS (${code}).`, todo: 'Check scheme and port of the base URL.' }
  }
  return {
    says: `No connection to ${at} (${code}).`,
    todo: 'Check the network, and what stands in between: a firewall, a VPN, a proxy.',
  }
}
