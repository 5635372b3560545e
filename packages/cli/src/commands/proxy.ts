import { Command } from 'commander'
import { collected, insecureHost } from '../options.ts'
import type { ProxyFlags } from '../proxy/run-proxy.ts'
import type { Shell } from '../shell.ts'

export const proxyCommand = (shell: Shell): Command =>
  new Command('proxy')
    .description('a server on loopback that attaches the token, for Python, PHP, Postman, …')
    .option('--listen <address>', 'an address and a port, or unix:/path of a socket', '127.0.0.1:8787')
    .option(
      '--allow <rule>',
      "what may be reached, for example 'GET /products/*'; may be given several times",
      collected,
    )
    .option('--forward-header <name>', 'one more header to forward; may be given several times', collected)
    .option('--require-key', 'make a secret for this run that every request needs')
    .option('--allow-remote', 'let --listen be an address that other machines can reach; needs --require-key')
    .option(
      '--host <name[:port]>',
      'one more host name that clients use, with the port if it differs; may be given several times',
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
Anybody who can reach it can spend your money. It refuses web pages, and everything below /auth. It prints its address
on standard output, and then the header with the secret that --require-key has made. To use your own secret, set
PAGAMIO_PROXY_KEY; it works without --require-key too, and is not printed.
It forwards accept*, content-*, user-agent, traceparent, tracestate, x-request-id, idempotency-key, conditional and
range headers, and those of --forward-header. It never forwards a header that stands for another method, path or
caller.
Every request is a line on standard error. Ctrl-C ends it after the requests under way.

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
