/** One isolate with an address of its own. */
export interface WorkerService {
  /** A word that capnp takes for a name: letters and digits. */
  readonly name: string
  /** File name of the module, beside the configuration. */
  readonly module: string
  /** What the worker finds as `env.SETUP`. */
  readonly setup: object
}

/**
 * A configuration for workerd: each service on any free port of loopback, and no way out but to loopback.
 * @param compatibilityDate the behaviour of Workers as of this day
 */
export function workerdConfig(services: readonly WorkerService[], compatibilityDate: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "internet", network = (allow = ["local"])),
    ${services.map(({ name }) => `(name = "${name}", worker = .${name}),`).join('\n    ')}
  ],
  sockets = [
    ${services.map(({ name }) => `(name = "${name}", address = "127.0.0.1:0", http = (), service = "${name}"),`).join('\n    ')}
  ],
);
${services.map((service) => worker(service, compatibilityDate)).join('')}`
}

function worker({ name, module, setup }: WorkerService, compatibilityDate: string): string {
  return `
const ${name} :Workerd.Worker = (
  modules = [ (name = "${module}", esModule = embed "${module}") ],
  compatibilityDate = "${compatibilityDate}",
  bindings = [ (name = "SETUP", json = ${JSON.stringify(JSON.stringify(setup))}) ],
);
`
}
