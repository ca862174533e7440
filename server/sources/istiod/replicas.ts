import type { Duplex } from "node:stream";
import { SourceError } from "@/lib/errors";
import { phrase } from "@/lib/phrase";
import type { IstiodPod } from "@/lib/controlplane/istiod-pods";
import {
  createRequester,
  type Clock,
  type Requester,
  type RequesterOptions,
  type TlsFiles,
} from "../request";
import { explainRefusal } from "./explain";

type Credentials = NonNullable<RequesterOptions["credentials"]>;

export type IstiodAccess =
  /** Several addresses are several replicas. */
  | {
      readonly kind: "direct";
      readonly urls: readonly (string | { readonly name: string; readonly url: string })[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly bearerTokenFile?: string;
      readonly tls?: TlsFiles;
    }
  | { readonly kind: "portForward"; readonly port?: number }
  /** Through the API server's pod proxy; `baseUrl` is the API server's address. */
  | {
      readonly kind: "podProxy";
      readonly baseUrl: string;
      readonly credentials: Credentials;
      readonly port?: number;
    };

export type IstiodOptions = {
  readonly cluster: string;
  readonly access: IstiodAccess;
  /** Running istiod pods; needed for podProxy and portForward. */
  readonly listPods?: () => Promise<readonly IstiodPod[]>;
  readonly dial?: (pod: { namespace: string; name: string }, port: number) => Promise<Duplex>;
  readonly clock?: Clock;
  readonly timeoutMs?: number;
};

export type Replica = { readonly name: string; readonly requester: Requester };

/** The port that has debug pages, metrics and version in one. */
const monitoringPort = 15_014;
const maxBytes = 256 * 1_048_576;

/** Finds the replicas anew at each call, and keeps one requester per replica, so that circuits and sharing last. */
export function createReplicas(options: IstiodOptions): () => Promise<readonly Replica[]> {
  const { access, cluster, listPods } = options;
  const known = new Map<string, Replica>();
  const keep = (name: string, specific: () => Omit<RequesterOptions, "source" | "cluster">): Replica => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const requester = createRequester({
      source: "istiod",
      cluster,
      maxBytes,
      explain: explainRefusal,
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      ...specific(),
    });
    const replica = { name, requester };
    known.set(name, replica);
    return replica;
  };

  if (access.kind === "direct") {
    const { kind: _kind, urls, ...rest } = access;
    const replicas = urls.map((entry) => {
      const { name, url } = typeof entry === "string" ? { name: new URL(entry).host, url: entry } : entry;
      return keep(name, () => ({ ...rest, baseUrl: url }));
    });
    return () => Promise.resolve(replicas);
  }
  return async () => {
    const pods = (await listPods?.()) ?? [];
    if (pods.length === 0) {
      throw new SourceError(phrase("no_istiod_pod"), {
        source: "istiod",
        cluster,
        reason: "not_found",
        hint: phrase("let_list_istiod_pods"),
      });
    }
    forgetOthers(known, new Set(pods.map((pod) => pod.name)));
    return pods.map((pod) => keep(pod.name, () => reachPod(pod, options)));
  };
}

function forgetOthers(known: Map<string, Replica>, names: ReadonlySet<string>): void {
  for (const name of known.keys()) if (!names.has(name)) known.delete(name);
}

function reachPod(
  pod: IstiodPod,
  { access, dial, cluster }: IstiodOptions,
): Omit<RequesterOptions, "source" | "cluster"> {
  const port = (access.kind === "direct" ? undefined : access.port) ?? monitoringPort;
  if (access.kind === "podProxy") {
    const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}:${port}/proxy`;
    return { baseUrl: access.baseUrl.replace(/\/+$/, "") + path, credentials: access.credentials };
  }
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    dial: () => {
      if (dial !== undefined) return dial(pod, port);
      const message = "port-forward needs the Kubernetes source";
      return Promise.reject(
        new SourceError(message, { source: "istiod", cluster, reason: "not_configured" }),
      );
    },
  };
}
