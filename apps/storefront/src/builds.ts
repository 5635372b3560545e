import type { Build } from './build.ts'
import { importBundled } from './nest/import-bundled.ts'
import { SetupError } from './setup-error.ts'

/** Each is loaded when it is chosen: whoever wants Hono need not wait for NestJS. */
const builds: Readonly<Record<string, () => Promise<{ build: Build }>>> = {
  hono: () => import('./builds/hono.ts'),
  nestjs: () => importBundled('nest-express'),
  'nestjs-fastify': () => importBundled('nest-fastify'),
  ky: () => import('./builds/node-ky.ts'),
  axios: () => import('./builds/node-axios.ts'),
  fetch: () => import('./builds/node-fetch.ts'),
}

/** @throws SetupError that lists the names there are */
export async function loadBuild(name: string): Promise<Build> {
  const load = Object.hasOwn(builds, name) ? builds[name] : undefined
  if (!load) throw new SetupError(`There is no build '${name}'.`, `Builds are ${Object.keys(builds).join(', ')}.`)
  return (await load()).build
}
