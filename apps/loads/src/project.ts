import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { tarballs } from './tarballs.ts'

const run = promisify(execFile)
/** A first install on a busy machine. A registry that lets one connection hang is asked once more. */
const LONGEST_MS = 150_000
// An npx that this runs under has said for which packages it does so: one that is run here would take them for its own.
const { npm_config_package: _, ...around } = process.env
/** npm waits five minutes for a connection that hangs, and a minute before it asks again: both are far too long here. */
const env = {
  ...around,
  npm_config_loglevel: 'error',
  npm_config_fetch_timeout: '30000',
  npm_config_fetch_retries: '3',
  npm_config_fetch_retry_mintimeout: '500',
  npm_config_fetch_retry_maxtimeout: '3000',
}

/** What a project of its own has in it. */
export interface ProjectRequest {
  /** What npx makes the folder with, where there is a starter. */
  readonly starter?: readonly string[] | undefined
  /** Packages of this repository, as they are packed. */
  readonly ours: readonly string[]
  /** Others from the registry, in npm's words. */
  readonly theirs: readonly string[]
  readonly files: Readonly<Record<string, string>>
  /** Versions outside the peer ranges are installed all the same. */
  readonly force?: boolean | undefined
}

/** The registry has no such version. */
export class NotInRegistry extends Error {}

/** A folder beside everything else, installed by npm as a user does it: peer ranges that do not fit end it. */
export async function freshProject({ starter, ours, theirs, files, force = false }: ProjectRequest): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pagamio-loads-'))
  if (starter) await run('npx', ['--yes', '--prefer-offline', ...starter], { cwd: folder, env, timeout: LONGEST_MS })
  const manifest = { 'package.json': JSON.stringify({ name: 'user', private: true }) }
  const all = { ...(starter ? {} : manifest), ...files }
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  await npmInstall(folder, [...(await tarballs(ours)), ...theirs, ...(force ? ['--force'] : [])])
  return folder
}

async function npmInstall(folder: string, what: readonly string[], tries = 2): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline']
  try {
    await run('npm', ['install', ...quiet, ...what], { cwd: folder, env, timeout: LONGEST_MS, maxBuffer: 1 << 26 })
  } catch (error) {
    const { stderr = '', killed = false } = error as { stderr?: string; killed?: boolean }
    const lacks = /(?:notarget|404)[^\n]*/i.exec(stderr)?.[0]
    // What is ours is never asked of a registry: then a row has forgotten to name it.
    if (/code (?:ETARGET|E404)/.test(stderr) && !stderr.includes('@pagamio')) throw new NotInRegistry(lacks)
    if (killed && tries > 1) return npmInstall(folder, what, tries - 1)
    if (killed) throw new Error(`npm install took longer than ${LONGEST_MS / 1000} s, twice`)
    throw new Error(`npm install failed: ${stderr.slice(0, 2_000)}`)
  }
}
