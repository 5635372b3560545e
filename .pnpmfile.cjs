const changes = {
  // Writes with the API of TypeScript 5, which TypeScript 7 does not have: it gets one of its own.
  'openapi-typescript': ({ peerDependencies: { typescript, ...peerDependencies }, ...manifest }) => ({
    ...manifest,
    peerDependencies,
    dependencies: { ...manifest.dependencies, typescript: '^5.9.3' },
  }),
  // Would take the ioredis of another workspace for its cache, which is not used, and refuse it.
  typeorm: ({ peerDependencies: { ioredis, ...peerDependencies }, ...manifest }) => ({ ...manifest, peerDependencies }),
}

const readPackage = (manifest) => changes[manifest.name]?.(manifest) ?? manifest

module.exports = { hooks: { readPackage } }
