// openapi-typescript writes with the API of TypeScript 5, which TypeScript 7 does not have: it gets one of its own.
function readPackage(manifest) {
  if (manifest.name !== 'openapi-typescript') return manifest
  const { typescript, ...peerDependencies } = manifest.peerDependencies
  return { ...manifest, peerDependencies, dependencies: { ...manifest.dependencies, typescript: '^5.9.3' } }
}

module.exports = { hooks: { readPackage } }
