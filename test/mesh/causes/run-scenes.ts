import type { Server } from "node:net";
import type { RankedCause } from "@/lib/causes/cause";
import type { ContractTarget } from "@/test/contract/target";
import { callerOn } from "@/test/operations/demo-caller";
import type { Bed } from "../bed-file";
import { callFrom } from "../pod-calls";
import { startFaultyServer } from "./faulty-server";
import { addAddresses, addressOf, closeNamespace, openNamespace, removeElsewhere } from "./own-namespace";
import { clusterIp, hostOf, namespace, servicePort, workloadObjects, writeObject } from "./scene-objects";
import type { Scene } from "./scene";

export type SceneResult = {
  readonly name: string;
  readonly fault: string;
  readonly expected: string;
  readonly symptom: string;
  /** From 1; 0 is not named at all. */
  readonly place: number;
  /** Kinds of the objects to change of the cause that was expected, first one first. */
  readonly objects: readonly string[];
  readonly causes: readonly RankedCause[];
};

const caller = "productpage-v1";
const source = `bookinfo/${caller}`;
const gateway = "istio-system/istio-ingressgateway";
const scope = { cluster: "", namespaces: [], range: { kind: "relative" as const, durationMs: 120_000 } };

/** Sets all scenes at once, each with a destination and an address of its own, and asks for the cause of each. */
export async function runScenes(
  bed: Bed,
  mesh: ContractTarget,
  scenes: readonly Scene[],
): Promise<readonly SceneResult[]> {
  const servers: Server[] = [];
  const addresses = scenes.flatMap((scene, index) => (scene.isNowhere === true ? [] : [addressOf(index)]));
  const removeAddresses = addAddresses(addresses);
  const written: string[] = [];
  try {
    await openNamespace(bed);
    for (const [index, scene] of scenes.entries()) {
      const address = addressOf(index);
      if (scene.server !== undefined) servers.push(await startFaultyServer(address, 8080, scene.server));
      const own =
        scene.external === undefined ? workloadObjects({ name: scene.name, address, ...scene.workload }) : [];
      for (const one of [...own, ...(scene.objects ?? [])]) written.push(await writeObject(bed, one));
    }
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await sendAll(bed, scenes);
    return await inLanes(scenes, 4, (scene) => judge(mesh, scene));
  } finally {
    for (const server of servers) server.close();
    await removeElsewhere(bed, written);
    await closeNamespace(bed);
    removeAddresses();
  }
}

/** Traffic of two scrapes to each destination, a few destinations at a time. */
async function sendAll(bed: Bed, scenes: readonly Scene[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await inLanes([...scenes.entries()], 8, ([index, scene]) => sendTo(bed, scene, addressOf(index)));
    await new Promise((resolve) => setTimeout(resolve, 5500));
  }
}

/** What `work` gives of each, in their order, at most `lanes` at once. */
async function inLanes<T, R>(
  all: readonly T[],
  lanes: number,
  work: (one: T) => Promise<R>,
): Promise<readonly R[]> {
  const queue = all.entries();
  const results: R[] = [];
  const lane = async () => {
    for (const [index, one] of queue) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

async function sendTo(bed: Bed, scene: Scene, address: string): Promise<void> {
  const { concurrency = 2, path = "/", port = servicePort, patienceMs, headers, isToPod } = scene.send ?? {};
  if (scene.gatewayHost !== undefined) {
    await callFrom(caller, bed.INGRESS, { count: 12, concurrency, headers: { host: scene.gatewayHost } });
    return;
  }
  const ip =
    isToPod === true
      ? address
      : scene.external === undefined
        ? await clusterIp(bed, scene.name)
        : "10.96.250.1";
  await callFrom(caller, `http://${ip}:${port}${path}`, {
    count: scene.isNowhere === true || (patienceMs ?? 0) > 10_000 ? 2 : 12,
    concurrency,
    headers: { ...headers, host: `${scene.external ?? hostOf(scene.name)}:${port}` },
    patienceMs: patienceMs ?? 4000,
  });
}

async function judge(mesh: ContractTarget, scene: Scene): Promise<SceneResult> {
  const port = scene.send?.port;
  const destination =
    scene.external ?? (port === undefined ? `${namespace}/${scene.name}` : `${hostOf(scene.name)}:${port}`);
  const edge = { source: scene.gatewayHost === undefined ? source : gateway, destination };
  const { causes } = callerOn(mesh.sources);
  const { data: observed } = await causes.observed({ scope, edge });
  const { pick } = scene;
  const typed =
    scene.typed === undefined
      ? undefined
      : { ...scene.typed, grpcStatus: undefined, protocol: "unknown" as const, reporter: "source" as const };
  const row =
    typed ??
    observed.symptoms.find(
      ({ code, flag }) =>
        (pick?.flag === undefined || flag.split(",").includes(pick.flag)) &&
        (pick?.code === undefined || code === pick.code),
    );
  const head = { name: scene.name, fault: scene.fault, expected: scene.expected.join(" or ") };
  if (row === undefined) {
    const seen = observed.symptoms.map(({ code, flag }) => `${code} ${flag}`).join(" ");
    return { ...head, symptom: `none (${seen})`, place: 0, objects: [], causes: [] };
  }
  const { code, flag, grpcStatus, protocol, reporter } = row;
  const { data } = await causes.explain({
    scope,
    edge,
    symptom: {
      code,
      flag,
      grpcStatus,
      protocol,
      reporter: reporter === "source" ? "source" : "destination",
    },
  });
  const found = data.causes.findIndex(({ id }) => scene.expected.includes(id));
  const objects = (data.causes[found]?.objects ?? []).map(({ kind }) => kind);
  // The right cause with the wrong object to change sends a person the wrong way.
  const isRight = scene.object === undefined || objects[0] === scene.object;
  const place = isRight ? found + 1 : 0;
  return { ...head, symptom: `${reporter} ${code} ${flag}`, place, objects, causes: data.causes };
}
