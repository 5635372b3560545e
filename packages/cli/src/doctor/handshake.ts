import { connect as connectTcp } from 'node:net'
import { addAbortSignal } from 'node:stream'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { hostOf, isAddress, portOf } from './site.ts'

/** What TLS agreed on. */
export interface Handshake {
  /** `TLSv1.3`. */
  readonly protocol: string
  /** The code of what is wrong with the certificate. */
  readonly problem: string | undefined
  readonly certificate: { readonly issuer: string; readonly names: string; readonly validTo: string }
}

/** Connects, shakes hands where it is https, and hangs up. Nothing else is sent. */
export function shakeHands(url: URL, signal: AbortSignal): Promise<Handshake | undefined> {
  return new Promise((resolve, reject) => {
    const where = { host: hostOf(url), port: portOf(url) }
    const done = (handshake: Handshake | undefined) => {
      socket.destroy()
      resolve(handshake)
    }
    const socket =
      url.protocol === 'https:'
        ? // A certificate that is not trusted is looked at too, so that its issuer can be named. No secret goes this way.
          connectTls({ ...where, servername: isAddress(url) ? '' : where.host, rejectUnauthorized: false }).once(
            'secureConnect',
            () => done(handshakeOf(socket as TLSSocket)),
          )
        : connectTcp(where).once('connect', () => done(undefined))
    socket.once('error', reject)
    addAbortSignal(signal, socket)
  })
}

function handshakeOf(socket: TLSSocket): Handshake {
  const { issuer, subject, subjectaltname, valid_to } = socket.getPeerCertificate()
  const nameOf = (name: typeof issuer | undefined) => [name?.CN ?? name?.O ?? ''].flat().join(', ')
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    // Node's types say Error; without `rejectUnauthorized` it is the code.
    problem: socket.authorized ? undefined : String(socket.authorizationError),
    certificate: { issuer: nameOf(issuer), names: subjectaltname ?? nameOf(subject), validTo: valid_to },
  }
}
