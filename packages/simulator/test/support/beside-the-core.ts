// Loaded before a snippet of the README that imports @pagamio/auth-core, which stands beside this package.
import { registerHooks } from 'node:module'

const core = new URL('../../../auth-core/src/index.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) => next(specifier === '@pagamio/auth-core' ? core : specifier, context),
})
