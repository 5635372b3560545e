import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freshProject } from './project.ts'
import type { Command, Row } from './row.ts'

const run = promisify(execFile)
/** A first build of Next.js on a busy machine. */
const LONGEST_MS = 300_000

/** Makes the project, runs its commands, and removes it; rejects with what went wrong. */
export async function runRow({ project, commands }: Row): Promise<void> {
  const folder = await freshProject(project)
  try {
    for (const command of commands) await runCommand(folder, command)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runCommand(folder: string, { node, args, env, says }: Command): Promise<void> {
  const { stdout, stderr } = await run(node ? join(folder, node) : process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    timeout: LONGEST_MS,
    maxBuffer: 1 << 26,
  }).catch((error) => {
    throw new Error(`${args.join(' ')} ended with ${error.code ?? error.signal}\n${error.stdout}\n${error.stderr}`)
  })
  if (says && !says.test(stdout + stderr))
    throw new Error(`${args.join(' ')} did not say ${says}\n${stdout}\n${stderr}`)
}
