import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideAccess, policiesFor } from "@/lib/xds/authorization";
import type { AccessRequest } from "@/lib/xds/authorization-match";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";
import { accessOutcomes, nothingUnknown } from "./access-outcomes";

const policies = (rules: readonly { action: string; rules: unknown }[]) =>
  policiesFor(
    meshFromYaml(
      rules
        .map(
          (spec, index) =>
            `---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: p${index}}\nspec: ${JSON.stringify(spec)}\n`,
        )
        .join(""),
    ),
    { namespace: "bookinfo", labels: {} },
  );

const request = (headers: Readonly<Record<string, string>>): AccessRequest => ({
  principal: "cluster.local/ns/a/sa/web",
  port: 80,
  http: { method: "GET", path: "/", host: "reviews", headers },
});

const header = fc.record({
  key: fc.constantFrom("request.headers[x-a]", "request.headers[x-b]"),
  values: fc.subarray(["1", "2"], { minLength: 1 }),
});
const rule = fc.record({
  when: fc.array(header, { maxLength: 2 }),
  from: fc.constantFrom(
    [{ source: { namespaces: ["a"] } }],
    [{ source: { namespaces: ["b"] } }],
    [{ source: { requestPrincipals: ["*"] } }],
  ),
});
const spec = fc.record({
  action: fc.constantFrom("ALLOW", "DENY"),
  rules: fc.array(rule, { minLength: 1, maxLength: 3 }),
});

describe("decisions about a request of which a part is unknown", () => {
  it("include the decision of every request that the unknown part can turn out to be", () => {
    fc.assert(
      fc.property(
        fc.array(spec, { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("x-a", "x-b"), fc.constantFrom("1", "2", "3")),
        (specs, headers) => {
          const own = policies(specs);
          const outcomes = accessOutcomes(own, request({}), { headers: true, token: true, addresses: false });
          const keys = outcomes.atoms.map(({ key }) => key);
          const possible = new Set(
            Array.from({ length: 2 ** keys.length }, (_, bits) =>
              outcomes.decide(new Set(keys.filter((_key, at) => Math.floor(bits / 2 ** at) % 2 === 1))),
            ).map(({ outcome }) => outcome),
          );
          expect(possible).toContain(decideAccess(own, request(headers)).outcome);
        },
      ),
    );
  });

  it("are the plain decision when nothing is unknown", () => {
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 3 }), (specs) => {
        const own = policies(specs);
        const outcomes = accessOutcomes(own, request({ "x-a": "1" }), nothingUnknown);
        expect(outcomes.atoms).toEqual([]);
        expect(outcomes.decide(new Set())).toEqual(decideAccess(own, request({ "x-a": "1" })));
      }),
    );
  });

  it("ask for nothing that the known part has ruled out", () => {
    const own = policies([
      {
        action: "ALLOW",
        rules: [
          {
            from: [{ source: { namespaces: ["elsewhere"] } }],
            when: [{ key: "request.headers[x-a]", values: ["1"] }],
          },
        ],
      },
    ]);
    const outcomes = accessOutcomes(own, request({}), { headers: true, token: true, addresses: true });
    expect(outcomes.atoms).toEqual([]);
    expect(outcomes.decide(new Set()).outcome).toBe("deny");
  });
});
