import { Command } from 'commander'
import { collected, insecureHost } from '../options.ts'
import type { ProxyFlags } from '../proxy/run-proxy.ts'
import type { Shell } from '../shell.ts'

export const proxyCommand = (shell: Shell): Command =>
  new Command('proxy')
    .description('attach the token to what other programs send: a server on loopback, for Python, PHP, Postman, …')
    .option('--listen <address>', 'an address and a port, or unix:/path of a socket', '127.0.0.1:8787')
    .option(
      '--allow <rule>',
      "what may be reached, for example 'GET /products/*'; may be given several times",
      collected,
    )
    .option('--forward-header <name>', 'one more header that goes to Pagamio; may be given several times', collected)
    .option('--require-key', 'make a secret for this run that every request has to bring')
    .option('--allow-remote', 'let --listen be an address that other machines can reach; needs --require-key')
    .option(
      '--host <name[:port]>',
      'one more name that clients call it by, with the port if it is another one; may be given several times',
      collected,
    )
    .option('--health <address>', 'answer probes there: /healthz, and /readyz while a request would get a token')
    .option('--panel', 'a live page of the token, for this machine alone; its address has a key of this start')
    .option('--profile <name>', 'whose token')
    .addOption(insecureHost())
    .option('--verbose', 'say on standard error what happens to the token')
    .addHelpText(
      'after',
      `
Whoever reaches it spends your money. Web pages are refused, and so is everything below /auth. The address is printed on
standard output, and after it the header with the secret that --require-key has made. PAGAMIO_PROXY_KEY gives one of
your own, also without --require-key; it is not printed.
To Pagamio go accept*, content-*, user-agent, traceparent, tracestate, x-request-id, idempotency-key, conditional and
range headers, and what --forward-header names; what says another method, path or caller than the real one never does.
Every request is a line on standard error. Ctrl-C ends it when what was begun is finished.

Examples:
  pagamio proxy
  curl http://127.0.0.1:8787/products/categories
  pagamio proxy --allow 'GET /products/*' --allow 'POST /purchase' --require-key
  pagamio proxy --panel
  pagamio proxy --listen unix:/run/user/1000/pagamio
  curl --unix-socket /run/user/1000/pagamio http://localhost/products/categories`,
    )
    .action(async (flags: ProxyFlags) => {
      const { runProxy } = await import('../proxy/run-proxy.ts')
      await runProxy(shell, flags)
    })
