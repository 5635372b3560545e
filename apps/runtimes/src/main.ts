import { runCases } from './run-cases.ts'

// The only line on stdout. What follows is up to the runtime: the process has to end by itself.
const report = await runCases(process.argv[2] ?? '')
console.log(JSON.stringify(report))
