import { describe, expect, it } from "vitest";
import type { Cause, ConfigChange, PathStep } from "./change";
import { foldChanges } from "./fold";
import { pathText } from "./item-label";

const field = (name: string): PathStep => ({ kind: "field", name });
const item = (key: string): PathStep => ({ kind: "item", key });
const rule: Cause = {
  apiVersion: "networking.istio.io/v1",
  kind: "EnvoyFilter",
  namespace: "shop",
  name: "script",
  confidence: "derived",
  reason: "patch",
};

function change(resource: string, own: Partial<ConfigChange> = {}): ConfigChange {
  const path = own.path ?? [];
  return {
    id: `${resource} ${pathText(path)}`,
    kind: "changed",
    section: "listeners",
    resource,
    state: "active",
    severity: "traffic",
    cause: rule,
    ...own,
    path,
    pathText: pathText(path),
  };
}

const filterOf = (chain: string) => [field("filter_chains"), item(chain), field("filters"), item('2 "lua"')];

describe("changes that are the same everywhere", () => {
  it("are one, with a star for the items that differ and the others in words", () => {
    const after = { name: "lua" };
    const folds = foldChanges([
      change("0.0.0.0_80", { kind: "added", path: filterOf('1 "a"'), after }),
      change("0.0.0.0_81", { kind: "added", path: filterOf('1 "b"'), after }),
      change("0.0.0.0_81", { kind: "added", path: filterOf('2 "c"'), after }),
    ]);
    expect(folds).toHaveLength(1);
    expect(folds[0]).toMatchObject({ resources: 2, pathText: 'filter_chains[*].filters[2 "lua"]' });
    expect(folds[0]?.places).toHaveLength(3);
  });

  it("are one where a value differs only by the name of its resource", () => {
    const path = [field("stat_prefix")];
    const [fold, ...more] = foldChanges(
      ["a", "b"].map((name) =>
        change(`out_${name}`, { path, before: `x.out_${name}`, after: `y.out_${name}` }),
      ),
    );
    expect([fold?.resources, more]).toEqual([2, []]);
  });

  it("stay apart where a value only holds the digits of its resource's name", () => {
    const path = [field("max_requests")];
    const folds = foldChanges([
      change("80", { path, before: 1, after: 1801 }),
      change("81", { path, before: 1, after: 1811 }),
    ]);
    expect(folds).toHaveLength(2);
  });

  it("are one when hundreds of whole resources went, whatever was in them", () => {
    const gone = Array.from({ length: 301 }, (_, index) =>
      change(`10.0.0.${index}_80`, { kind: "removed", before: { address: index } }),
    );
    expect(foldChanges(gone).map(({ resources, pathText: path }) => [resources, path])).toEqual([[301, ""]]);
  });

  it.each([
    ["another value", { after: 3 }],
    ["another field", { path: [field("idle_timeout")] }],
    ["another cause", { cause: { ...rule, name: "other" } }],
    ["another state", { state: "warming" }],
    ["another section", { section: "clusters" }],
    ["being expected", { expected: "node" }],
  ] as const)("stay apart by %s", (_title, own) => {
    const path = [field("timeout")];
    const folds = foldChanges([
      change("a", { path, before: 1, after: 2 }),
      change("b", { path, before: 1, after: 2, ...own }),
    ]);
    expect(folds).toHaveLength(2);
  });

  it("keep what Envoy refused apart by its words", () => {
    const refused = (resource: string, details: string) =>
      change(resource, { kind: "added", state: "error", after: { details } });
    expect(foldChanges([refused("a", "one"), refused("b", "two"), refused("c", "one")])).toHaveLength(2);
  });
});
