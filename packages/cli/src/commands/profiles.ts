import { Command } from 'commander'
import type { Shell } from '../shell.ts'

export const profilesCommand = (shell: Shell): Command =>
  new Command('profiles')
    .description('list the profiles, or choose the one in use')
    .option('--json', 'as JSON')
    .action(async (options: { readonly json?: true }) => {
      const { listProfiles } = await import('../profiles/list-profiles.ts')
      await listProfiles(shell, options)
    })
    .addCommand(
      new Command('use')
        .description('choose the profile in use')
        .argument('<name>', 'which one')
        .action(async (name: string) => {
          const { useProfile } = await import('../profiles/use-profile.ts')
          await useProfile(shell, name)
        }),
    )
