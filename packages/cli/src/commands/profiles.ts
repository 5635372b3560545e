import { Command } from 'commander'

export const profilesCommand = (): Command =>
  new Command('profiles')
    .description('list the profiles, or choose the one in use')
    .option('--json', 'as JSON')
    .action(async (options: { readonly json?: true }) => {
      const { listProfiles } = await import('../profiles/list-profiles.ts')
      await listProfiles(options)
    })
    .addCommand(
      new Command('use')
        .description('choose the profile in use')
        .argument('<name>', 'which one')
        .action(async (name: string) => {
          const { useProfile } = await import('../profiles/use-profile.ts')
          await useProfile(name)
        }),
    )
