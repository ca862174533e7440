import type http from "node:http";
import type https from "node:https";
import type { RequestOptions } from "node:https";
import { homedir } from "node:os";
import { KubeConfig } from "@kubernetes/client-node";
import type { HeaderValues, RequesterOptions } from "@/server/sources/request";

/** How to reach an API server. Without any of these the current context of the usual kubeconfig is taken. */
export type KubernetesAccess = {
  readonly inCluster?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
};

/** On whose behalf a call is made; absent for the console's own account. */
export type Person =
  | { readonly bearerToken: string }
  | { readonly impersonateUser: string; readonly impersonateGroups: readonly string[] };

export type Connection = {
  readonly server: string;
  readonly credentials: NonNullable<RequesterOptions["credentials"]>;
  /** For the web socket of a port-forward, which the library opens itself. */
  readonly config: KubeConfig;
};

/** Reads the configuration. Throws an Error that names the file or the context that is missing. */
export function loadKubeConfig(access: KubernetesAccess): KubeConfig {
  const config = new KubeConfig();
  if (access.inCluster === true) config.loadFromCluster();
  else if (access.kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(expandHome(access.kubeconfig));
  if (access.context !== undefined) {
    const names = config.getContexts().map((context) => context.name);
    if (!names.includes(access.context)) {
      throw new Error(
        `no context "${access.context}" in the kubeconfig; it has ${names.join(", ") || "none"}`,
      );
    }
    config.setCurrentContext(access.context);
  }
  if (config.getCurrentCluster() === null) throw new Error("the kubeconfig has no current cluster");
  return config;
}

/** The connection of the console's own account, or of `person` to the same server. */
export function connectionFrom(own: KubeConfig, person?: Person): Connection {
  const config = person !== undefined && "bearerToken" in person ? withToken(own, person.bearerToken) : own;
  const server = config.getCurrentCluster()?.server ?? "";
  const extra = person === undefined || "bearerToken" in person ? {} : impersonationHeaders(person);
  return {
    server,
    config,
    async credentials() {
      const options: RequestOptions = { headers: {} };
      await config.applyToHTTPSOptions(options);
      const headers = { ...flatHeaders(options.headers), ...basicAuth(options.auth), ...extra };
      return { headers, agent: agentFrom(options.agent) };
    },
  };
}

function withToken(own: KubeConfig, token: string): KubeConfig {
  const cluster = own.getCurrentCluster();
  const config = new KubeConfig();
  if (cluster === null) return config;
  config.loadFromClusterAndUser(cluster, { name: "person", token });
  return config;
}

function impersonationHeaders(person: {
  impersonateUser: string;
  impersonateGroups: readonly string[];
}): HeaderValues {
  return { "impersonate-user": person.impersonateUser, "impersonate-group": person.impersonateGroups };
}

function flatHeaders(headers: RequestOptions["headers"]): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (typeof value === "string") flat[name.toLowerCase()] = value;
  }
  return flat;
}

function basicAuth(auth: string | null | undefined): Record<string, string> {
  return typeof auth === "string" ? { authorization: `Basic ${Buffer.from(auth).toString("base64")}` } : {};
}

function agentFrom(agent: RequestOptions["agent"]): http.Agent | https.Agent | undefined {
  return typeof agent === "object" ? agent : undefined;
}

function expandHome(path: string): string {
  return path.startsWith("~/") ? homedir() + path.slice(1) : path;
}
