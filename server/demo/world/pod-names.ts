import type { PodSpec } from "@/server/demo/world/spec";
import { createRandom, hashText } from "./random";

/** The letters that Kubernetes uses for generated names: no vowels, nothing that reads like another. */
const suffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

function suffix(random: () => number, length: number): string {
  let text = "";
  for (let index = 0; index < length; index += 1)
    text += suffixAlphabet[Math.floor(random() * suffixAlphabet.length)] ?? "b";
  return text;
}

/** A version 4 UUID out of the seed. */
export function uuidOf(seed: number, name: string): string {
  const random = createRandom(hashText(`uid/${name}`) ^ seed);
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = "4";
  hex[16] = "89ab"[Math.floor(random() * 4)] ?? "8";
  const text = hex.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    "-",
  );
}

/** Hands out pod addresses node by node, as a CNI with one /24 (or larger) range per node does. */
export function createAddressPool(nodes: readonly string[]): (node: string) => string {
  const used = new Map<string, number>();
  return (node) => {
    const index = (used.get(node) ?? 10) + 1;
    used.set(node, index);
    return `10.244.${nodes.indexOf(node)}.${index}`;
  };
}

/** The pod-template hash in the names of a Deployment's ReplicaSet and pods. */
function templateHashOf(seed: number, namespace: string, workload: string): string {
  return suffix(createRandom(hashText(`rs/${namespace}/${workload}`) ^ seed), 10);
}

/** Pods of one workload, spread over the nodes. */
export function buildPods(input: {
  readonly seed: number;
  readonly namespace: string;
  readonly workload: string;
  readonly kind: "Deployment" | "StatefulSet";
  readonly count: number;
  readonly nodes: readonly string[];
  readonly nextAddress: (node: string) => string;
}): PodSpec[] {
  const { seed, namespace, workload, nodes } = input;
  const random = createRandom(hashText(`pods/${namespace}/${workload}`) ^ seed);
  const hash = templateHashOf(seed, namespace, workload);
  const firstNode = Math.floor(random() * nodes.length);
  return Array.from({ length: input.count }, (_, index) => {
    const name =
      input.kind === "StatefulSet" ? `${workload}-${index}` : `${workload}-${hash}-${suffix(random, 5)}`;
    const node = nodes[(firstNode + index) % nodes.length] ?? "node-1";
    return { name, node, ip: input.nextAddress(node), uid: uuidOf(seed, `${namespace}/${name}`) };
  });
}

/** One pod of a DaemonSet for each node. */
export function buildDaemonPods(
  seed: number,
  namespace: string,
  workload: string,
  nodes: readonly string[],
  nextAddress: (node: string) => string,
): PodSpec[] {
  const random = createRandom(hashText(`daemon/${namespace}/${workload}`) ^ seed);
  return nodes.map((node) => {
    const name = `${workload}-${suffix(random, 5)}`;
    return { name, node, ip: nextAddress(node), uid: uuidOf(seed, `${namespace}/${name}`) };
  });
}
