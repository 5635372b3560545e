import { runCommand } from './simulation/run-command.ts'

const BAR = 40
const { stdout, stderr } = process

function progress(passed: number | undefined): void {
  if (!stderr.isTTY) return
  if (passed === undefined) return void stderr.write('\r\x1b[K')
  const full = Math.floor(passed * BAR)
  stderr.write(`\r${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(passed * 100)} %`)
}

process.exitCode = await runCommand(process.argv.slice(2), {
  write: (text) => void stdout.write(text),
  fail: (text) => void stderr.write(text),
  progress,
})
