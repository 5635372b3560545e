// Runs in a fresh project: parses what is meant to be copied, and checks it by what Docker and Kubernetes take.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

interface Parsers {
  readonly validate: (dockerfile: string) => readonly { readonly message: string }[]
  readonly parse: (yaml: string) => object
  readonly Deployment: new (content: object) => { validate(): void }
}

// They are the project's own.
const [dockerfiles, yaml, apps] = ['dockerfile-utils', 'yaml', 'kubernetes-models/apps/v1']
const { validate } = (await import(dockerfiles as string)) as Parsers
const { parse } = (await import(yaml as string)) as Parsers
const { Deployment } = (await import(apps as string)) as Parsers

const texts = (end: RegExp) =>
  readdirSync('deploy')
    .filter((name) => end.test(name))
    .map((name) => readFileSync(`deploy/${name}`, 'utf8'))

const images = texts(/Dockerfile$/)
for (const text of images) assert.deepEqual(validate(text), [])
const manifests = texts(/\.yaml$/).map((text) => parse(text))
for (const manifest of manifests) new Deployment(manifest).validate()
const literals = manifests.map((manifest) => `const _: IDeployment = ${JSON.stringify(manifest)}`)
writeFileSync('manifest.mts', `import type { IDeployment } from 'kubernetes-models/apps/v1'\n${literals.join('\n')}\n`)
console.log(`${images.length} Dockerfiles, ${manifests.length} manifest`)
