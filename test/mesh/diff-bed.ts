import { readFileSync } from "node:fs";
import { z } from "zod";
import { kindInfo } from "@/lib/config/kinds";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import { compareDumps, type ComparedDump } from "@/lib/proxies/diff/compare-dumps";
import type { ConfigChange } from "@/lib/proxies/diff/change";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { hashText } from "@/server/operations/proxies/diff/compare";
import { readable } from "@/server/operations/proxies/diff/side";
import { runInTurns } from "@/server/operations/run-in-turns";
import { collectionPath, objectPath } from "@/server/sources/kubernetes/paths";
import { readDump } from "@/server/sources/read-dump";
import { startTarget, type ContractTarget } from "@/test/contract/target";
import type { Bed } from "./bed-file";
import { bedEdits } from "./diff-edits";
import { addresses, away, base, home, labels } from "./diff-scene";
import { callKube } from "./kube";
import { startOwnEnvoy, type OwnEnvoy } from "./own-envoy";
import { until } from "./until";
import { createNamespace, removeNamespace } from "./xds/mesh-objects";

export type Kept = { readonly dump: ComparedDump; readonly atMs: number };
export type ProxyName = keyof typeof addresses;

const placeOf = ({ metadata }: Manifest) => metadata.namespace ?? home;
const refKey = ({ apiVersion, kind, metadata }: Manifest) =>
  `${groupFromApiVersion(apiVersion)}/${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
const kindsOfScene = [
  ...new Map(
    [...base, ...bedEdits.flatMap(({ put }) => put ?? [])].map((each) => [each.kind, each]),
  ).values(),
];
const baseByKey = new Map(base.map((each) => [refKey(each), each]));

/** Two Envoys of the suite's own on the real istiod, in a namespace that no other proxy looks into. */
export class DiffBed {
  private readonly bed: Bed;
  private readonly target: ContractTarget;
  private readonly envoys: Readonly<Record<ProxyName, OwnEnvoy>>;

  private constructor(bed: Bed, target: ContractTarget, envoys: Readonly<Record<ProxyName, OwnEnvoy>>) {
    this.bed = bed;
    this.target = target;
    this.envoys = envoys;
  }

  static async start(bed: Bed): Promise<DiffBed> {
    const target = await startTarget();
    for (const name of [home, away]) await createNamespace(bed, name);
    const { ISTIOD_XDS: xds } = z
      .looseObject({ ISTIOD_XDS: z.string() })
      .parse(JSON.parse(readFileSync(process.env["MESHBED"] ?? "", "utf8")));
    const [agent] = bed.pods.filter(({ workload }) => workload === "ratings-v1");
    const secretsSocket = `/tmp/meshbed/pods/${agent?.name ?? ""}/var/run/secrets/workload-spiffe-uds/socket`;
    const own = (name: ProxyName, type: "sidecar" | "router") =>
      startOwnEnvoy(xds, home, `${name}-0`, {
        type,
        address: addresses[name],
        labels: labels[name],
        secretsSocket,
      });
    const scene = new DiffBed(bed, target, { app: own("app", "sidecar"), gateway: own("gateway", "router") });
    await scene.clear();
    for (const each of base) await scene.put(each);
    return scene;
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.envoys).map((envoy) => envoy.stop()));
    await this.clear();
    for (const name of [home, away]) await removeNamespace(this.bed, name);
    await this.target.close();
  }

  /** Takes away whatever of the suite's kinds is in its namespace. */
  private async clear(): Promise<void> {
    for (const manifest of kindsOfScene) {
      const plural = this.pluralOf(manifest);
      for (const name of [home, away])
        await this.call("DELETE", collectionPath(manifest.apiVersion, plural, name));
    }
  }

  private call(method: string, path: string, body?: unknown) {
    return callKube(this.bed, method, path, body, this.bed.TOKEN_ADMIN);
  }

  private pluralOf({ apiVersion, kind }: Manifest): string {
    return kindInfo(groupFromApiVersion(apiVersion), kind)?.plural ?? "";
  }

  /** Writes the object as it stands here, and waits until the console's watch has it. */
  async put(manifest: Manifest): Promise<void> {
    const plural = this.pluralOf(manifest);
    const path = objectPath(refFromManifest(manifest), plural);
    const known = await this.call("GET", path);
    const { resourceVersion } = (known.body["metadata"] ?? {}) as { resourceVersion?: string };
    const answer =
      known.status === 404
        ? await this.call("POST", collectionPath(manifest.apiVersion, plural, placeOf(manifest)), manifest)
        : await this.call("PUT", path, { ...manifest, metadata: { ...manifest.metadata, resourceVersion } });
    if (answer.status >= 300)
      throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${JSON.stringify(answer.body)}`);
    // A Service has no generation, and nobody else writes it.
    const written = answer.body["metadata"] as { generation?: number; resourceVersion?: string };
    const version = ({ generation, resourceVersion: own }: typeof written) => generation ?? own;
    await this.seen(manifest, (own) => own !== undefined && version(own.metadata) === version(written));
  }

  async remove(manifest: Manifest): Promise<void> {
    await this.call("DELETE", objectPath(refFromManifest(manifest), this.pluralOf(manifest)));
    await this.seen(manifest, (own) => own === undefined);
  }

  /** Makes it what it was before the first edit. */
  async putBack(manifest: Manifest): Promise<void> {
    const before = baseByKey.get(refKey(manifest));
    await (before === undefined ? this.remove(manifest) : this.put(before));
  }

  private async seen(manifest: Manifest, test: (own: Manifest | undefined) => boolean): Promise<void> {
    const group = groupFromApiVersion(manifest.apiVersion);
    await until(`the watch has ${manifest.kind} ${manifest.metadata.name}`, async () => {
      const { data } = await this.target.sources.kubernetes.list(group, manifest.kind, { purpose: "test" }, [
        placeOf(manifest),
      ]);
      return test(data.find(({ metadata }) => metadata.name === manifest.metadata.name));
    });
  }

  /** The proxy's configuration now. */
  async keep(proxy: ProxyName): Promise<Kept> {
    const url = this.envoys[proxy].adminUrl();
    if (url === undefined) throw new Error(`${proxy} is not up`);
    const response = await fetch(`${url}/config_dump?include_eds`);
    if (response.body === null) throw new Error(`no dump of ${proxy}`);
    return { dump: { ...readable(await readDump(response.body)), word: "envoy" }, atMs: Date.now() };
  }

  /** What differs between what was kept and now, with what the cluster tells of its objects. */
  async changesSince(proxy: ProxyName, before: Kept): Promise<readonly ConfigChange[]> {
    const after = await this.keep(proxy);
    const { data: objects } = await readMeshObjects(this.target.sources, new AbortController().signal);
    const former = await this.target.sources.kubernetes.former?.({ purpose: "test" });
    const facts = {
      objects,
      ...(former === undefined ? {} : { former }),
      proxy: { namespace: home, labels: labels[proxy] },
      leftAtMs: before.atMs,
      rightAtMs: after.atMs,
    };
    const options = { facts, isPodPair: false, hash: hashText };
    return (await runInTurns(compareDumps(before.dump, after.dump, options))).changes;
  }
}
