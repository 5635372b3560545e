import { Command } from 'commander'

export const logoutCommand = (): Command =>
  new Command('logout')
    .description('forget a profile and its password')
    .option('--profile <name>', 'which one (default: the one in use)')
    .action(async (options: { readonly profile?: string }) => {
      const { logout } = await import('../profiles/logout.ts')
      await logout(options.profile)
    })
