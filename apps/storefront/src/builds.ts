import type { Build } from './build.ts'
import { bundle, importBundle } from './nest/bundle.ts'
import { SetupError } from './setup-error.ts'

interface KnownBuild {
  /** What has to be done once before it can be loaded, by however many processes. */
  prepare(): Promise<void>
  load(): Promise<{ build: Build }>
}

/** Each is loaded when it is chosen: the Hono build does not wait for NestJS. */
const builds: Readonly<Record<string, KnownBuild>> = {
  hono: asItIs(() => import('./builds/hono.ts')),
  nestjs: bundled('nest-express'),
  'nestjs-fastify': bundled('nest-fastify'),
  ky: asItIs(() => import('./builds/node-ky.ts')),
  axios: asItIs(() => import('./builds/node-axios.ts')),
  fetch: asItIs(() => import('./builds/node-fetch.ts')),
}

/** @throws SetupError that lists the names there are */
export async function prepareBuild(name: string): Promise<void> {
  await find(name).prepare()
}

/**
 * After it was prepared, here or in the process that started this one.
 * @throws SetupError that lists the names there are
 */
export async function loadBuild(name: string): Promise<Build> {
  return (await find(name).load()).build
}

function find(name: string): KnownBuild {
  const known = Object.hasOwn(builds, name) ? builds[name] : undefined
  if (!known) throw new SetupError(`There is no build '${name}'.`, `Builds are ${Object.keys(builds).join(', ')}.`)
  return known
}

function asItIs(load: KnownBuild['load']): KnownBuild {
  return { prepare: async () => {}, load }
}

function bundled(name: string): KnownBuild {
  return { prepare: () => bundle(name), load: () => importBundle(name) }
}
