import { fieldAt, textField, textsField } from "@/lib/proxies/proto-json";
import type { Difference, ExpectedReason } from "./change";
import type { DumpSection } from "@/lib/proxies/dump/entry";
import { meaningText } from "./normal-form";

/** What is one pod's own: names and addresses that a dump of it holds in many places. */
export type PodIdentity = { readonly words: readonly string[]; readonly locality: string };

/** The identity that a bootstrap tells, with what is known otherwise (pod name, addresses). */
export function podIdentity(bootstrap: unknown, known: readonly string[] = []): PodIdentity {
  const node = fieldAt(bootstrap, "node");
  const id = textField(node, "id") ?? "";
  const [, address = "", name = ""] = id.split("~");
  const metadata = fieldAt(node, "metadata");
  const addresses = [
    ...textsField(metadata, "INSTANCE_IPS"),
    ...(textField(metadata, "INSTANCE_IPS") ?? "").split(","),
  ];
  const pod = textField(metadata, "NAME") ?? "";
  const words = [id, address, name, name.split(".")[0] ?? "", pod, ...addresses, ...known];
  const locality = fieldAt(node, "locality");
  return {
    words: [...new Set(words)].filter((word) => word.length > 2).toSorted((a, b) => b.length - a.length),
    locality: locality === undefined ? "" : meaningText(locality),
  };
}

/** The text with what is the pod's own taken out. */
export function withoutIdentity(text: string, identity: PodIdentity): string {
  let result = text;
  for (const word of identity.words)
    if (result.includes(word)) result = result.replaceAll(word, "\u0000self");
  return result;
}

/** Why two pods of one workload differ here by nature; undefined when they should not. */
export function expectedReason(
  section: DumpSection,
  resource: string,
  path: string,
  difference: Pick<Difference, "before" | "after" | "kind">,
  pods: { readonly left: PodIdentity; readonly right: PodIdentity },
): ExpectedReason | undefined {
  if (section === "bootstrap") {
    if (path.startsWith("node.locality")) return "locality";
    if (path.startsWith("node.")) return "node";
    if (/^tracing|stats_tags|custom_tags/.test(path)) return "tracing";
  }
  if (section === "secrets" && resource !== "ROOTCA" && /certificate|private_key/.test(path))
    return "certificate";
  if (/custom_tags\[.*(?:pod|node|host|instance|canonical_)/i.test(path)) return "tracing";
  if (section === "endpoints" && path.endsWith("priority") && pods.left.locality !== pods.right.locality)
    return "locality";
  const own = [...pods.left.words, ...pods.right.words];
  if (difference.kind === "changed") {
    const { before, after } = difference;
    const texts = [meaningText(before), meaningText(after)] as const;
    return withoutIdentity(texts[0], pods.left) === withoutIdentity(texts[1], pods.right)
      ? "address"
      : undefined;
  }
  // A headless service gives each pod listeners of the other pods' addresses, not of its own.
  const isListener = section === "listeners" && path === "";
  return isListener && own.some((word) => /^[\d.:a-f]+$/.test(word) && resource.startsWith(`${word}_`))
    ? "address"
    : undefined;
}
