import { readFileSync, writeFileSync } from 'node:fs'
import { type TakenTransition, takenTransitions } from './search/transitions.ts'

/**
 * Draws the chart of an acquisition into docs/how-it-works.md, from the transitions that the search has really taken.
 * With `--check` it writes nothing, and fails if the page shows another chart.
 */
const page = new URL('../../../docs/how-it-works.md', import.meta.url)
const BEGIN = '<!-- chart: made by `pnpm --filter @pagamio/auth-core chart` -->'
const END = '<!-- end of chart -->'

const text = readFileSync(page, 'utf8')
const [before = '', rest = ''] = text.split(BEGIN)
const after = rest.slice(rest.indexOf(END))
const drawn = `${before}${BEGIN}\n\n${chartOf(takenTransitions())}\n${after}`

if (!process.argv.includes('--check')) writeFileSync(page, drawn)
else if (drawn !== text) {
  process.stderr.write('docs/how-it-works.md shows another chart: run pnpm --filter @pagamio/auth-core chart\n')
  process.exitCode = 1
}

/** A diagram of the ways between steps, and a table of what is done on them. */
function chartOf(transitions: readonly TakenTransition[]): string {
  const ways = transitions.filter(({ from, to, event }) => from !== to && !event.startsWith('late '))
  const edges = new Map<string, string[]>()
  for (const { from, to, event } of ways) {
    const key = `${nameOf(from)} --> ${nameOf(to)}`
    edges.set(key, [...(edges.get(key) ?? []), event])
  }
  const lines = [...edges].map(([edge, events]) => `  ${edge}: ${events.join(', ')}`)
  const steps = [...new Set(ways.flatMap(({ from, to }) => [from, to]))].sort()
  const names = steps.filter((step) => step !== 'none').map((step) => `  state "${step}" as ${nameOf(step)}`)
  const rows = ways.map(({ from, event, to, actions }) => `| ${from} | ${event} | ${to} | ${actions.join(', ')} |`)
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...names,
    ...lines,
    '```',
    '',
    '<details><summary>The same as a table, with what is done on each way</summary>',
    '',
    '| at | event | then at | actions |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '</details>',
    '',
  ].join('\n')
}

function nameOf(step: string): string {
  return step === 'none' ? '[*]' : step.replaceAll(' ', '_')
}
