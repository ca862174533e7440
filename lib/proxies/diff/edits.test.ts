import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scanDumpBytes } from "@/lib/proxies/dump/scan-bytes";
import { entryText } from "@/lib/proxies/dump/read-entries";
import type { ConfigChange } from "./change";
import { compareDumps, type ComparedDump } from "./compare-dumps";

const shared = "../shared";
const files = [
  { file: "acceptance/envoy/compare-a.json", edits: 24 },
  { file: "acceptance/envoy/waypoint.json", edits: 24 },
  { file: "acceptance/envoy/ecds.json", edits: 12 },
  { file: "acceptance/envoy/routes-gateway.json", edits: 12 },
  { file: "meshbed/captures/envoy/productpage-v1/config_dump.json", edits: 8 },
  { file: "meshbed/captures/istiod/config_dump-productpage.json", edits: 8 },
];

function dumpOf(value: unknown): ComparedDump {
  const { bytes, entries } = scanDumpBytes(new TextEncoder().encode(JSON.stringify(value)));
  return { entries, word: "envoy", value: (entry) => JSON.parse(entryText(bytes, entry)) as unknown };
}

function changesOf(left: ComparedDump, right: ComparedDump): readonly ConfigChange[] {
  const steps = compareDumps(left, right, { facts: {}, isPodPair: false, hash: (text) => text });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value.changes;
  }
}

/** Numbers below one, the same on every run. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Node = Record<string, unknown> | unknown[];
type Leaf = { readonly holder: Node; readonly key: string; readonly path: readonly string[] };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
const isVolatile = (key: string) =>
  /^(?:version_?info|last_?updated|client_?status|last_?update_?attempt)$/i.test(key);
const snake = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** All plain values below, each with the names of the fields on the way. */
function leavesOf(holder: Node, path: readonly string[] = []): Leaf[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    if (isVolatile(key)) return [];
    const own = Array.isArray(holder) ? path : [...path, snake(key)];
    return isNode(value) ? leavesOf(value, own) : [{ holder, key, path: own }];
  });
}

function edited(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "boolean") return !value;
  return `${String(value)}x`;
}

/** Whether a change stands on the way to the edited place. */
function isOnTheWay(change: ConfigChange, leaf: Leaf): boolean {
  const fields = change.path.flatMap((step) => (step.kind === "field" ? [snake(step.name)] : []));
  // The content of a TypedStruct is read as the message that it stands for.
  const path = leaf.path.filter((name) => name !== "value");
  // Bytes that are a text are shown as one.
  const isPath = (name: string) => name !== "value" && name !== "inline_string";
  const wanted = fields.filter(isPath);
  return path.some((_name, from) => wanted.every((name, at) => path[from + at] === name));
}

const lineOf = ({ kind, section, resource, pathText }: ConfigChange) =>
  `${kind} ${section} ${resource} ${pathText}`;

describe.each(files)("random edits of $file", ({ file, edits }) => {
  const isThere = existsSync(`${shared}/${file}`);
  const text = isThere ? readFileSync(`${shared}/${file}`, "utf8") : "{}";

  it.skipIf(!isThere)("are found where they are and nowhere else", () => {
    const draw = draws(files.findIndex((each) => each.file === file) + 1);
    const before = dumpOf(JSON.parse(text));
    const texts = (dump: ComparedDump) => JSON.stringify(dump.entries.map((entry) => dump.value(entry)));
    const own = texts(before);
    const wrong: string[] = [];
    let seen = 0;
    for (let run = 0; run < edits; run += 1) {
      const dump = JSON.parse(text) as Node;
      const leaves = leavesOf(dump);
      const leaf = leaves[Math.floor(draw() * leaves.length)];
      if (leaf === undefined) throw new Error("nothing to edit");
      const old: unknown = Reflect.get(leaf.holder, leaf.key);
      Reflect.set(leaf.holder, leaf.key, edited(old));
      const after = dumpOf(dump);
      // Secrets are covered before anybody compares, and so is what changes in them.
      if (texts(after) === own) continue;
      seen += 1;
      const changes = changesOf(before, after);
      const isExact = changes.every((change) => isOnTheWay(change, leaf));
      if (changes.length === 0 || changes.length > 2 || !isExact)
        wrong.push(`${leaf.path.join(".")}: ${JSON.stringify(old)} -> ${changes.map(lineOf).join(" | ")}`);
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(edits / 2);
  });

  it.skipIf(!isThere)("are no difference in another spelling of the same", () => {
    const draw = draws(7);
    const before = dumpOf(JSON.parse(text));
    for (let run = 0; run < 3; run += 1)
      expect(changesOf(before, dumpOf(respelled(JSON.parse(text), draw))).map(lineOf)).toEqual([]);
  });
});

const ordered = new Set([
  "routes",
  "http_filters",
  "filter_chains",
  "filters",
  "listener_filters",
  "alpn_protocols",
]);

type Found = { readonly name: string; readonly items: unknown[] };

function listsOf(holder: Node, name = ""): Found[] {
  const own = Array.isArray(holder) ? [{ name, items: holder }] : [];
  const below = Object.entries(holder).flatMap(([key, value]) =>
    isNode(value) ? listsOf(value, Array.isArray(holder) ? name : snake(key)) : [],
  );
  return [...own, ...below];
}

describe.each(files)("lists of $file", ({ file }) => {
  const isThere = existsSync(`${shared}/${file}`);
  const text = isThere ? readFileSync(`${shared}/${file}`, "utf8") : "{}";
  const places = isThere ? listsOf(JSON.parse(text) as Node) : [];
  const wanted = places.flatMap(({ name, items }, index) =>
    ordered.has(name) && items.length > 1 ? [{ name, index }] : [],
  );

  const afterEdit = (index: number, edit: (items: unknown[]) => void) => {
    const dump = JSON.parse(text) as Node;
    const items = listsOf(dump)[index]?.items ?? [];
    edit(items);
    return changesOf(dumpOf(JSON.parse(text)), dumpOf(dump));
  };

  it.skipIf(!isThere)("say so when two items whose order matters change places", () => {
    const wrong = wanted.slice(0, 8).flatMap(({ name, index }) => {
      const items = places[index]?.items ?? [];
      if (JSON.stringify(items[0]) === JSON.stringify(items[1])) return [];
      const changes = afterEdit(index, (all) => all.splice(0, 2, all[1], all[0]));
      const isMoved =
        changes.length > 0 && changes.every(({ kind }) => kind === "moved" || name === "alpn_protocols");
      return isMoved ? [] : [`${name}: ${changes.map(lineOf).join(" | ")}`];
    });
    expect(wrong).toEqual([]);
  });

  it.skipIf(!isThere)("say so when an item goes, or comes twice", () => {
    const wrong = wanted.slice(0, 8).flatMap(({ name, index }) => {
      const gone = afterEdit(index, (items) => items.splice(1, 1));
      const twice = afterEdit(index, (items) => items.push(structuredClone(items[0])));
      const isOne =
        gone.length === 1 && gone[0]?.kind !== "added" && twice.length === 1 && twice[0]?.kind === "added";
      return isOne ? [] : [`${name}: ${[...gone, ...twice].map(lineOf).join(" | ")}`];
    });
    expect(wrong).toEqual([]);
  });
});

const free = new Set(["lb_endpoints", "virtual_hosts", "domains", "headers", "principals", "permissions"]);
const holdsKeys = new Set(["typed_per_filter_config", "policies", "typed_extension_protocol_options"]);
const holdsData = new Set([
  "filter_metadata",
  "json_format",
  "static_layer",
  "labels",
  "providers",
  "requirement_map",
]);

function shuffled<T>(items: readonly T[], draw: () => number): T[] {
  return items
    .map((item) => ({ item, rank: draw() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function respelledText(text: string, key: string, draw: () => number): unknown {
  if (isVolatile(key)) return `${text}9`;
  if (/^\d+s$/.test(text) && /timeout|duration|interval|period/.test(key)) return text.replace("s", ".000s");
  if (key === "@type" && draw() < 0.5) return text.slice(text.lastIndexOf("/") + 1);
  return text;
}

/** The same dump in camelCase here and there, with keys and free lists in another order and defaults spelled out. */
function respelled(value: unknown, draw: () => number, key = "", isWord = false): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => respelled(item, draw, key));
    return free.has(key) || /_(?:clusters|listeners|route_configs)$/.test(key)
      ? shuffled(items, draw)
      : items;
  }
  if (typeof value === "string") return respelledText(value, key, draw);
  if (!isNode(value)) return value;
  const isCamel = draw() < 0.5;
  const entries = Object.entries(value).map(([name, own]) => {
    const isData = holdsData.has(snake(name)) || (key === "node" && name === "metadata");
    const spelled = isCamel && !isWord ? camel(name) : name;
    return [spelled, isData ? own : respelled(own, draw, snake(name), holdsKeys.has(snake(name)))] as const;
  });
  return Object.fromEntries(shuffled([...entries, ...spelledOut(value, key)], draw));
}

const camel = (name: string) =>
  name.startsWith("@") ? name : name.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** Defaults that a printer may spell out. */
function spelledOut(value: object, key: string): (readonly [string, unknown])[] {
  const added: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
    headers: [
      ["invert_match", false],
      ["treat_missing_header_as_empty", false],
    ],
    virtual_hosts: [
      ["require_tls", "NONE"],
      ["include_request_attempt_count", false],
    ],
    thresholds: [
      ["priority", "DEFAULT"],
      ["track_remaining", false],
    ],
    cluster: [
      ["lb_policy", 0],
      ["alt_stat_name", ""],
      ["filters", []],
      ["respect_dns_ttl", false],
    ],
    http_filters: [
      ["is_optional", false],
      ["disabled", false],
    ],
  };
  return (added[key] ?? []).filter(([name]) => !(name in value) && !(camel(name) in value));
}
