import type { ProjectRequest } from './project.ts'

/** One place where the packages have to load: a project, and what is run in it. */
export interface Row {
  readonly name: string
  /** Of a version between the oldest and the newest: it is tried with `--all`, and if it is named. */
  readonly between?: boolean | undefined
  readonly project: ProjectRequest
  /** Rejects, or ends with another code than 0, where they do not. */
  readonly commands: readonly Command[]
}

/** What Node, or another program, is given in the project's folder. */
export interface Command {
  /**
   * Another Node, or what was built, below the project's folder.
   * @default the one that runs this
   */
  readonly node?: string | undefined
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>> | undefined
  /** What its output says when all is well. */
  readonly says?: RegExp | undefined
}
