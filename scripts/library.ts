/**
 * What the packages that programs load have in common when they are built: an ES module, and beside it the same as
 * CommonJS for what cannot load one, Jest above all.
 */
export const library = {
  format: ['esm', 'cjs'] as ('esm' | 'cjs')[],
  dts: { sourcemap: true },
  sourcemap: true,
  fixedExtension: false,
  // Jest has no import() either.
  outputOptions: { dynamicImportInCjs: false },
}
