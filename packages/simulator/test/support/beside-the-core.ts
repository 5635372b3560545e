// Loaded before a snippet that imports @pagamio/auth-core, which stands beside this package.
import { registerHooks } from 'node:module'

const core: Readonly<Record<string, string>> = {
  '@pagamio/auth-core': new URL('../../../auth-core/src/index.ts', import.meta.url).href,
  '@pagamio/auth-core/testing': new URL('../../../auth-core/src/testing/index.ts', import.meta.url).href,
}

registerHooks({
  resolve: (specifier, context, next) => next(core[specifier] ?? specifier, context),
})
