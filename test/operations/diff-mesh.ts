import { vi } from "vitest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { compareDumps, type ComparedDump } from "@/lib/proxies/diff/compare-dumps";
import { itemsField } from "@/lib/proxies/proto-json";
import type { ConfigDiff } from "@/lib/proxies/diff/result";
import { readMeshObjects } from "@/server/operations/config/mesh-objects";
import { hashText } from "@/server/operations/proxies/diff/compare";
import { readable } from "@/server/operations/proxies/diff/side";
import { runInTurns } from "@/server/operations/run-in-turns";
import { withWriteTimes } from "@/server/operations/proxies/diff/facts";
import { readDump, type ReadDump } from "@/server/sources/read-dump";
import { startTarget, type ContractTarget } from "../contract/target";

const call = { purpose: "test" };
const signal = new AbortController().signal;
const stepMs = 2_000;

type DumpBytes = Pick<ReadDump, "bytes" | "entries">;
export type ProxyRef = { readonly namespace: string; readonly app: string };

/** The demo mesh on a clock of its own: a test turns it on instead of waiting. */
export async function startDiffMesh() {
  const clock = { nowMs: Date.now() };
  const target = await startTarget({ nowMs: () => clock.nowMs });
  return new DiffMesh(target, clock);
}

export class DiffMesh {
  readonly target: ContractTarget;
  private readonly clock: { nowMs: number };

  constructor(target: ContractTarget, clock: { nowMs: number }) {
    this.target = target;
    this.clock = clock;
  }

  turnOn(ms: number): void {
    this.clock.nowMs += ms;
  }

  async pods({ namespace, app }: ProxyRef): Promise<readonly string[]> {
    const { data } = await this.target.sources.kubernetes.list("", "Pod", call, [namespace]);
    return data
      .filter(({ metadata }) => metadata.labels?.["app"] === app)
      .map(({ metadata }) => metadata.name)
      .toSorted();
  }

  /** The proxy's configuration now: past the console's cache of dumps, which goes by the real time. */
  async dump(proxy: ProxyRef, index = 0): Promise<DumpBytes> {
    const pod = (await this.pods(proxy))[index] ?? "";
    const url = (this.target.demo?.envoys.url ?? "")
      .replace("{namespace}", proxy.namespace)
      .replace("{pod}", pod);
    const response = await fetch(`${url}/config_dump?include_eds`);
    if (response.body === null) throw new Error(`no dump of ${pod}`);
    return readDump(response.body);
  }

  /** What the proxy has been sent and has taken, type by type. */
  private async acked(proxy: ProxyRef): Promise<{ readonly isSettled: boolean; readonly nonces: string }> {
    const pod = (await this.pods(proxy))[0];
    const { data } = await this.target.sources.controlPlane.sync(call);
    const types = Object.values(
      data.find((sync) => sync.pod === pod && sync.namespace === proxy.namespace)?.types ?? {},
    );
    return {
      isSettled: types.length > 0 && types.every(({ sentNonce, ackedNonce }) => sentNonce === ackedNonce),
      nonces: types.map(({ ackedNonce }) => ackedNonce).join(" "),
    };
  }

  /** Does `edit`, lets the proxy take what follows, and compares its configuration before and after. */
  async diffOf(proxy: ProxyRef, edit: () => Promise<unknown>): Promise<ConfigDiff> {
    this.turnOn(60_000);
    const [before, nonces] = [await this.dump(proxy), (await this.acked(proxy)).nonces];
    const leftAtMs = this.clock.nowMs;
    this.turnOn(10_000);
    await edit();
    const hasTaken = async () => {
      this.turnOn(stepMs);
      const state = await this.acked(proxy);
      return state.isSettled && state.nonces !== nonces;
    };
    await vi.waitUntil(hasTaken, { timeout: 10_000, interval: 5 });
    this.turnOn(10_000);
    return this.compare(proxy, before, await this.dump(proxy), { leftAtMs, rightAtMs: this.clock.nowMs });
  }

  async compare(
    proxy: ProxyRef,
    left: DumpBytes,
    right: DumpBytes,
    times: { readonly leftAtMs?: number; readonly rightAtMs?: number },
    isPodPair = false,
  ): Promise<ConfigDiff> {
    const { sources } = this.target;
    const { data } = await readMeshObjects(sources, signal);
    const objects = await withWriteTimes(sources, data, proxy.namespace, signal);
    const [pod] = await this.pods(proxy);
    const labels = objects["/Pod"]?.find(({ metadata }) => metadata.name === pod)?.metadata.labels ?? {};
    const side = (dump: DumpBytes): ComparedDump => ({ ...readable(dump), word: "envoy" });
    const facts = { objects, proxy: { namespace: proxy.namespace, labels }, ...times };
    return runInTurns(compareDumps(side(left), side(right), { facts, isPodPair, hash: hashText }));
  }

  /** Writes the object, and waits until the console's own watch has seen it. */
  async put(manifest: Manifest): Promise<void> {
    const { kubernetes } = this.target.sources;
    const known = await kubernetes.get(refFromManifest(manifest), call);
    const written =
      known === undefined
        ? await kubernetes.create(manifest, { dryRun: false }, call)
        : await kubernetes.replace(
            { ...manifest, metadata: { ...known.metadata, ...manifest.metadata } },
            { dryRun: false },
            call,
          );
    await this.seen(
      refFromManifest(manifest),
      (seen) => seen?.generation === written.object.metadata.generation && seen !== undefined,
    );
  }

  /** Writes the object's spec as `change` makes it. */
  async edit(
    ref: ObjectRef,
    change: (spec: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> {
    const known = await this.target.sources.kubernetes.get(ref, call);
    if (known === undefined) throw new Error(`no ${ref.kind} ${ref.name}`);
    await this.put({ ...known, spec: change(structuredClone(known.spec ?? {})) });
  }

  async remove(ref: ObjectRef): Promise<void> {
    await this.target.sources.kubernetes.remove(ref, {}, { dryRun: false }, call);
    await this.seen(ref, (seen) => seen === undefined);
  }

  /** Takes the first endpoint out of a service's slice, as the controller does when a pod goes. */
  async dropEndpoint(namespace: string, service: string): Promise<void> {
    const { kubernetes } = this.target.sources;
    const { data } = await kubernetes.list("discovery.k8s.io", "EndpointSlice", call, [namespace]);
    const found = data.find(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === service);
    const slice = found === undefined ? undefined : await kubernetes.get(refFromManifest(found), call);
    if (slice === undefined) throw new Error(`no slice of ${service}`);
    await this.put({ ...slice, endpoints: itemsField(slice, "endpoints").slice(1) });
  }

  private async seen(
    ref: ObjectRef,
    test: (metadata: Manifest["metadata"] | undefined) => boolean,
  ): Promise<void> {
    const group = ref.apiVersion.includes("/") ? (ref.apiVersion.split("/")[0] ?? "") : "";
    // A controller may write the status next, so versions are not compared; kinds without status have no generation.
    const isSeen = async () => {
      const { data } = await this.target.sources.kubernetes.list(group, ref.kind, call, [ref.namespace]);
      return test(data.find(({ metadata }) => metadata.name === ref.name)?.metadata);
    };
    await vi.waitUntil(isSeen, { timeout: 10_000, interval: 5 });
  }
}
