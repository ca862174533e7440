import type { BoardRow } from "./board";
import { isSupported } from "./board";
import type { Injector } from "./injection";
import type { ControlPlaneReplica } from "./sync";
import type { Manifest } from "@/lib/config/manifest";

/** One revision of the control plane, and who is on it. */
export type RevisionRow = {
  readonly revision: string;
  /** Names that namespaces may use in place of it. */
  readonly tags: readonly string[];
  /** Its istiod replicas; empty for a revision that proxies still have and no istiod serves, absent while they are unknown. */
  readonly replicas?: readonly string[];
  readonly versions: readonly string[];
  /** Namespaces whose new pods get it; absent when they may not be read. */
  readonly namespaces?: readonly string[];
  /** Absent, as the other counts, when the sync board could not be read. */
  readonly proxyCount?: number;
  /** Proxies that a restart moves to another revision; absent while webhooks are unknown. */
  readonly leavingCount?: number;
  /** Proxies of other revisions that a restart moves here; absent while webhooks are unknown. */
  readonly comingCount?: number;
  readonly disconnectedCount?: number;
  /** Of the proxies whose version is known; absent where no version is. */
  readonly unsupportedCount?: number;
};

type Facts = {
  /** undefined, as the replicas, when the board could not be read. */
  readonly rows: readonly BoardRow[] | undefined;
  readonly replicas: readonly ControlPlaneReplica[] | undefined;
  /** undefined when webhooks may not be read: then tags are not known. */
  readonly injectors: readonly Injector[] | undefined;
  readonly namespaces: readonly Manifest[] | undefined;
};

const unknown = "";

/** Every revision that an istiod serves, a webhook injects, or a proxy has; "" is that of proxies whose is unknown. */
export function revisionRows({ rows, replicas, injectors, namespaces }: Facts): readonly RevisionRow[] {
  const tagged = (injectors ?? []).flatMap(({ tag, revision }) =>
    tag === undefined ? [] : [[tag, revision] as const],
  );
  const revisionOfTag = new Map(tagged);
  const proxies = rows?.filter(({ connection }) => connection !== "not_injected");
  const names = new Set([
    ...(replicas ?? []).flatMap(({ revision }) => revision ?? []),
    ...(injectors ?? []).map(({ revision }) => revision),
    ...(proxies ?? []).flatMap(({ revision = unknown, next }) =>
      next === undefined ? [revision] : [revision, next],
    ),
  ]);
  return [...names].toSorted().map((revision) => {
    const serving = replicas?.filter((replica) => replica.revision === revision);
    const asking = namespaces?.flatMap((namespace) =>
      revisionAskedBy(namespace, revisionOfTag) === revision ? [namespace.metadata.name] : [],
    );
    return {
      revision,
      tags: [...revisionOfTag].flatMap(([tag, target]) => (target === revision ? [tag] : [])),
      ...(serving === undefined ? {} : { replicas: serving.map(({ name }) => name) }),
      versions: [...new Set((serving ?? []).flatMap(({ version }) => version ?? []))],
      ...(asking === undefined ? {} : { namespaces: asking }),
      ...(proxies === undefined ? {} : countsOf(revision, proxies, injectors !== undefined)),
    };
  });
}

function countsOf(
  revision: string,
  proxies: readonly BoardRow[],
  isMoveKnown: boolean,
): Partial<RevisionRow> {
  const own = proxies.filter((row) => (row.revision ?? unknown) === revision);
  const isVersionUnknown = own.length > 0 && own.every(({ version }) => version === undefined);
  return {
    proxyCount: own.length,
    disconnectedCount: own.filter(({ connection }) => connection === "disconnected").length,
    ...(isMoveKnown
      ? {
          leavingCount: own.filter(({ next }) => next !== undefined).length,
          comingCount: proxies.filter(({ next }) => next === revision).length,
        }
      : {}),
    ...(isVersionUnknown ? {} : { unsupportedCount: own.filter((row) => !isSupported(row)).length }),
  };
}

/** The revision that a namespace's labels ask for. Source: istio-injection wins over istio.io/rev. */
function revisionAskedBy(
  { metadata }: Manifest,
  revisionOfTag: ReadonlyMap<string, string>,
): string | undefined {
  const { "istio-injection": injection, "istio.io/rev": asked } = metadata.labels ?? {};
  const name = injection === "enabled" ? "default" : injection === undefined ? asked : undefined;
  return name === undefined ? undefined : (revisionOfTag.get(name) ?? name);
}
