import { findingOn } from "@/lib/config/checks/inventory";
import { nameOf, namespaceOf, record, records, specOf, text, texts } from "@/lib/config/checks/loose";
import type { Rule } from "@/lib/config/checks/rule";
import { canonicalJson } from "@/lib/config/clean-manifest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { hostIntersection } from "@/lib/xds/host";
import { keys } from "./mesh-kinds";

type Claim = { readonly route: Manifest; readonly path: string; readonly hosts: readonly string[] };

/** Everything that one rule claims: a parent and a match, as text that is equal for equal claims. */
function claimsOf(route: Manifest): readonly (readonly [string, Claim])[] {
  const spec = specOf(route);
  const hostnames = texts(spec["hostnames"]);
  const hosts = hostnames.length === 0 ? ["*"] : hostnames;
  return records(spec["parentRefs"]).flatMap((parent) => {
    const { kind = "Gateway", name, namespace = namespaceOf(route), sectionName = "", port = 0 } = parent;
    const place = canonicalJson([kind, namespace, name, sectionName, port]);
    return records(spec["rules"]).flatMap((rule, index) => {
      const matches = records(rule["matches"]);
      const list = matches.length === 0 ? [{}] : matches;
      return list.map((match, at): readonly [string, Claim] => [
        `${place}|${canonicalJson(normal(match))}`,
        { route, hosts, path: `spec.rules[${index}]${matches.length === 0 ? "" : `.matches[${at}]`}` },
      ]);
    });
  });
}

/** A match without a path is one for the prefix "/". */
function normal(match: Readonly<Record<string, unknown>>) {
  const { type = "PathPrefix", value = "/" } = record(match["path"]);
  return { ...match, path: { type, value } };
}

const ageOf = ({ metadata }: Manifest): string => metadata.creationTimestamp ?? "9999";

/** HD0011: two HTTPRoutes claim the same requests of one parent; the older one gets them. Source: Gateway API's conflict rules. */
export const routesCollide: Rule = {
  codes: ["HD0011"],
  reads: [keys.httpRoute],
  check: ({ objects }) => {
    const claims = new Map<string, Claim[]>();
    const oldestFirst = (objects[keys.httpRoute] ?? []).toSorted(
      (left, right) => ageOf(left).localeCompare(ageOf(right)) || nameOf(left).localeCompare(nameOf(right)),
    );
    const findings = oldestFirst.flatMap((route) =>
      claimsOf(route).flatMap(([key, claim]) => {
        const earlier = claims.get(key) ?? [];
        claims.set(key, [...earlier, claim]);
        const winner = earlier.find(
          (one) =>
            one.route !== route &&
            one.hosts.some((host) =>
              claim.hosts.some((other) => hostIntersection(host, other) !== undefined),
            ),
        );
        if (winner === undefined) return [];
        return [
          findingOn(route, {
            code: "HD0011",
            severity: "warning",
            path: claim.path,
            message: `The older HTTPRoute ${nameOf(winner.route)} takes the same requests`,
            params: { winner: nameOf(winner.route), host: text(claim.hosts[0]) },
            evidence: [{ kind: "object", object: refFromManifest(winner.route), path: winner.path }],
          }),
        ];
      }),
    );
    return findings;
  },
};
