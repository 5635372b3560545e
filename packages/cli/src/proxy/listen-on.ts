import { once } from 'node:events'
import { chmod, lstat, rm, stat } from 'node:fs/promises'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { dirname, resolve } from 'node:path'
import { Failure } from '../failure.ts'
import type { ListenAddress } from './listen-address.ts'

/** @throws Failure that says why it cannot listen there */
export async function listenOn(server: Server, address: ListenAddress): Promise<void> {
  try {
    if (address.kind === 'tcp') await listening(server, () => server.listen(address.port, address.host))
    else await listenOnSocket(server, address.path)
  } catch (error) {
    if (error instanceof Failure) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new Failure(`It cannot listen there (${code}).`, hintOf(code))
  }
}

async function listenOnSocket(server: Server, path: string): Promise<void> {
  // Node says of a folder that is missing that it may not be written.
  const folder = dirname(resolve(path))
  if (!(await stat(folder).catch(() => undefined)))
    throw new Failure(`${folder} is not there.`, 'Make that folder, or choose another path.')
  await removeStale(path)
  // The mode a socket is made with cannot be given; until it is changed nobody else may come in either.
  const mask = process.umask(0o177)
  try {
    await listening(server, () => server.listen(path))
  } finally {
    process.umask(mask)
  }
  await chmod(path, 0o600)
}

/** A socket that nobody listens on was left behind by a process that was killed. */
async function removeStale(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined)
  if (!there) return
  if (!there.isSocket()) throw new Failure(`${path} is there, and is no socket.`, 'Choose another path.')
  if (await answers(path)) throw new Failure(`Somebody listens at ${path} already.`, 'Choose another path.')
  await rm(path)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

async function listening(server: Server, listen: () => void): Promise<void> {
  const done = once(server, 'listening')
  listen()
  await done
}

function hintOf(code: string): string {
  if (code === 'EADDRINUSE') return 'Something listens there already. Any free port will do? Use --listen 127.0.0.1:0.'
  if (code === 'EADDRNOTAVAIL') return 'This machine does not have that address.'
  if (code === 'EACCES') return 'That is not for this user: use a port above 1023, or a folder of your own.'
  return 'See --listen in `pagamio proxy --help`.'
}
