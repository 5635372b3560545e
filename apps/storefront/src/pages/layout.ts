import { html, raw } from 'hono/html'

export type Html = ReturnType<typeof html>

const style = raw(`
  :root { color-scheme: light dark; --ink: #12251d; --soft: #5a6b63; --line: #d9e2dd; --paper: #fff; --ground: #f2f6f4; --brand: #0a7d55; --on-brand: #fff }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e8f0ec; --soft: #9db0a6; --line: #2d3b35; --paper: #17211d; --ground: #0e1512; --brand: #3ecf98; --on-brand: #06281b }
  }
  * { box-sizing: border-box }
  body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); accent-color: var(--brand) }
  header, main, footer { max-width: 34rem; margin: 0 auto; padding: 1rem }
  header a { font-weight: 700; color: inherit; text-decoration: none }
  header a::before { content: ''; display: inline-block; width: .7em; height: .7em; margin-right: .5em; border-radius: 50%; background: var(--brand) }
  h1 { margin: .5rem 0 1rem; font-size: 1.6rem; line-height: 1.2 }
  h2 { margin: 2rem 0 .75rem; font-size: 1.1rem }
  a { color: var(--brand) }
  .card p, form p { margin: 0; overflow-wrap: anywhere }
  .next a { margin-right: 1.25rem }
  .soft { color: var(--soft) }
  .card, form { display: grid; gap: 1rem; margin: 0 0 1rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--paper) }
  .counters { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; padding: 0; list-style: none }
  .counters a { display: block; padding: 1.5rem 1rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--paper); color: inherit; font-weight: 600; text-align: center; text-decoration: none }
  .counters a:hover, .counters a:focus-visible { border-color: var(--brand) }
  label { display: grid; gap: .25rem; font-weight: 600 }
  label .soft { font-weight: 400; font-size: .9rem }
  fieldset { display: grid; gap: .5rem; margin: 0; padding: 0; border: 0 }
  legend { padding: 0; margin-bottom: .25rem; font-weight: 600 }
  fieldset label { display: flex; align-items: center; gap: .75rem; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: .5rem; font-weight: 400; cursor: pointer }
  fieldset label:has(:checked) { border-color: var(--brand); box-shadow: inset 0 0 0 1px var(--brand) }
  fieldset b { margin-left: auto; white-space: nowrap }
  fieldset input { width: 1.1rem; height: 1.1rem; flex: none }
  input, button { font: inherit; color: inherit }
  input:not([type=radio]) { width: 100%; font-weight: 400; padding: .7rem .8rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--ground) }
  button { padding: .85rem; border: 0; border-radius: .5rem; background: var(--brand); color: var(--on-brand); font-weight: 700; cursor: pointer }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .5rem 1.25rem; margin: 0 }
  dt { color: var(--soft) }
  dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
  .token { padding: 1rem .5rem; border: 2px dashed var(--brand); border-radius: .5rem; text-align: center }
  .token b { display: block; font: 700 clamp(1rem, 4.5vw, 1.35rem)/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
  .sum { font-size: 2rem; font-weight: 700; line-height: 1.2 }
  @media print { header, .next { display: none } body { background: none } }
`)

/** The dot of the header. */
const icon = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><circle cx="1" cy="1" r="1" fill="#0a7d55"/></svg>')}`

/** A whole page. */
export function layout(title: string, content: Html, more: Html | false = false): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="${icon}" />
        ${more}
        <style>${style}</style>
      </head>
      <body>
        <header><a href="/">Pagamio shop</a></header>
        <main>${content}</main>
      </body>
    </html>`
}

/** R29, R29.50. */
export const rand = (amount: number): string => `R${Number.isInteger(amount) ? amount : amount.toFixed(2)}`
