import { fieldAt, objectField } from "@/lib/proxies/proto-json";

/** Whose bootstrap it is. */
export type NodeFacts = {
  readonly nodeId?: string;
  readonly proxy?: { readonly namespace: string; readonly pod: string };
  readonly istioVersion?: string;
};

/**
 * What a bootstrap's JSON says of its proxy; nothing of a text that is none.
 * Source: Istio's node id, `<type>~<address>~<pod>.<namespace>~<domain>`.
 */
export function nodeFactsFromBootstrap(text: string | undefined): NodeFacts {
  const node = objectField(parsed(text), "node");
  const nodeId = fieldAt(node, "id");
  if (typeof nodeId !== "string") return {};
  const version = fieldAt(node, "metadata", "ISTIO_VERSION");
  const proxy = proxyFromNodeId(nodeId);
  return {
    nodeId,
    ...(proxy === undefined ? {} : { proxy }),
    ...(typeof version === "string" ? { istioVersion: version } : {}),
  };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function proxyFromNodeId(nodeId: string): NodeFacts["proxy"] {
  const parts = nodeId.split("~");
  const name = parts[2] ?? "";
  const dot = name.lastIndexOf(".");
  if (parts.length !== 4 || dot <= 0 || dot === name.length - 1) return undefined;
  return { pod: name.slice(0, dot), namespace: name.slice(dot + 1) };
}
