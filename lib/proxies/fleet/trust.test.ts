import { describe, expect, it } from "vitest";
import { trustGroups, type ProxyTrust } from "./trust";

const root = (fingerprint: string) => ({
  fingerprint,
  subject: `O=${fingerprint}`,
  notBeforeMs: 0,
  notAfterMs: 1,
});

function proxy(pod: string, roots: readonly string[], issuer?: string): ProxyTrust {
  return { namespace: "shop", pod, roots: roots.map(root), ...(issuer === undefined ? {} : { issuer }) };
}

describe("trustGroups", () => {
  it("is one group whatever the order of the roots", () => {
    const groups = trustGroups([proxy("a", ["old", "new"], "old"), proxy("b", ["new", "old"], "old")]);
    expect(groups.map(({ proxies }) => proxies.map(({ pod }) => pod))).toEqual([["a", "b"]]);
    expect(groups[0]?.refuses).toEqual([]);
  });

  it("lets proxies of a change of root talk as long as each trusts what the other hangs on", () => {
    const groups = trustGroups([
      proxy("a", ["old", "new"], "old"),
      proxy("b", ["old", "new"], "new"),
      proxy("c", ["old", "new"], "new"),
    ]);
    expect(groups.map(({ proxies }) => proxies.length)).toEqual([2, 1]);
    expect(groups.flatMap(({ refuses }) => refuses)).toEqual([]);
  });

  it("names the group that a proxy with an old root refuses, and the other way round", () => {
    const [most, rest] = trustGroups([
      proxy("a", ["new"], "new"),
      proxy("b", ["new"], "new"),
      proxy("c", ["old"], "old"),
    ]);
    expect(rest?.refuses).toEqual([most?.key]);
    expect(most?.refuses).toEqual([rest?.key]);
  });

  it("tells one direction apart: a proxy that has only the old root refuses those that have moved on", () => {
    const [most, rest] = trustGroups([
      proxy("a", ["old", "new"], "new"),
      proxy("b", ["old", "new"], "new"),
      proxy("c", ["old"], "old"),
    ]);
    expect(most?.refuses).toEqual([]);
    expect(rest?.refuses).toEqual([most?.key]);
  });

  it("blames nobody for an issuer that is not known", () => {
    expect(trustGroups([proxy("a", ["old"]), proxy("b", ["new"])]).flatMap(({ refuses }) => refuses)).toEqual(
      [],
    );
  });
});
