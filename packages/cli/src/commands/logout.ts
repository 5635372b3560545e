import { Command } from 'commander'
import type { Shell } from '../shell.ts'

export const logoutCommand = (shell: Shell): Command =>
  new Command('logout')
    .description('remove a profile and its password')
    .option('--profile <name>', 'which one (default: the one in use)')
    .action(async (options: { readonly profile?: string }) => {
      const { logout } = await import('../profiles/logout.ts')
      await logout(shell, options.profile)
    })
