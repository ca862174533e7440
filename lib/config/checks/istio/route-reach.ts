import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { numberFrom, record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import { fieldRepair } from "@/lib/config/checks/own/repair";
import { canonicalJson } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

type Kind = "http" | "tcp" | "tls";
type Rule = { readonly name: string; readonly path: string; readonly matches: readonly Loose[] };

function rulesOf(manifest: Manifest, kind: Kind): readonly Rule[] {
  return records(specOf(manifest)[kind]).map((rule, index) => ({
    name: (kind === "http" ? text(rule["name"]) : "") || `#${index}`,
    path: `spec.${kind}[${index}]`,
    matches: records(rule["match"]),
  }));
}

const matchName = (match: Loose, at: number): string => text(match["name"]) || `#${at}`;
const conditionsOf = ({ name: _name, ...conditions }: Loose): string => canonicalJson(conditions);

function unreachable(manifest: Manifest, rule: Rule, winners: readonly Rule[], variant: string): Finding {
  const winner = [...new Set(winners.map(({ name }) => name))].join(", ");
  const message =
    variant === "all_taken"
      ? `No request reaches the rule ${rule.name}: ${winner} before it has all of its matches`
      : `No request reaches the rule ${rule.name}: ${winner} before it takes them all`;
  return findingOn(manifest, {
    code: "IST0130",
    severity: "warning",
    path: rule.path,
    message,
    params: { variant, route: rule.name, winner },
    isFixable: true,
  });
}

function ineffective(manifest: Manifest, rule: Rule, at: number, winner: string, variant: string): Finding {
  const match = matchName(rule.matches[at] ?? {}, at);
  return findingOn(manifest, {
    code: "IST0131",
    severity: "info",
    path: `${rule.path}.match[${at}]`,
    message: `The match ${match} of the rule ${rule.name} is taken by ${winner} before it`,
    params: { variant, route: rule.name, match, winner },
  });
}

/** Rules behind one without matches, and matches that an earlier rule already has. */
function repeatedMatches(manifest: Manifest, rules: readonly Rule[]): readonly Finding[] {
  const owners = new Map<string, Rule>();
  const findings: Finding[] = [];
  let open: Rule | undefined;
  for (const rule of rules) {
    if (open !== undefined) {
      const variant = rule.matches.length === 0 ? "second_open" : "behind_open";
      findings.push(unreachable(manifest, rule, [open], variant));
    }
    if (rule.matches.length === 0) open = rule;
    if (open !== undefined) continue;
    const winners: Rule[] = [];
    for (const [at, match] of rule.matches.entries()) {
      const owner = owners.get(conditionsOf(match));
      if (owner === undefined) owners.set(conditionsOf(match), rule);
      else {
        winners.push(owner);
        findings.push(ineffective(manifest, rule, at, owner.name, "repeated"));
      }
    }
    if (winners.length === rule.matches.length) {
      findings.push(unreachable(manifest, rule, winners, "all_taken"));
    }
  }
  return findings;
}

/** One condition as `e` or `p` for exact or prefix and its value; "" when there is none of both. */
function condition(value: unknown): string {
  const { exact, prefix } = record(value);
  if (text(exact) !== "") return `e${text(exact)}`;
  return text(prefix) === "" ? "" : `p${text(prefix)}`;
}

const conditionMap = (value: unknown): ReadonlyMap<string, string> =>
  new Map(Object.entries(record(value)).map(([key, item]) => [key, condition(item)]));

type Prefixed = {
  readonly rule: Rule;
  readonly at: number;
  readonly prefix: string;
  readonly port: number;
  readonly single: readonly string[];
  readonly maps: readonly ReadonlyMap<string, string>[];
};

function prefixed(rule: Rule): readonly Prefixed[] {
  return rule.matches.flatMap((match, at) => {
    const prefix = text(record(match["uri"])["prefix"]);
    if (prefix === "") return [];
    return [
      {
        rule,
        at,
        prefix,
        port: numberFrom(match["port"]) ?? 0,
        single: [condition(match["method"]) || "eGET", condition(match["authority"])],
        maps: [match["headers"], match["queryParams"], match["withoutHeaders"]].map(conditionMap),
      },
    ];
  });
}

/** Whether the earlier match takes what the later one asks for. Source: Istio's rule for overlapping prefixes. */
function covers(earlier: Prefixed, later: Prefixed): boolean {
  if (!later.prefix.startsWith(earlier.prefix) || earlier.port !== later.port) return false;
  if (!earlier.single.every((value, index) => value.startsWith(later.single[index] ?? ""))) return false;
  return earlier.maps.every((map, index) => {
    const other = later.maps[index] ?? new Map<string, string>();
    return (
      map.size === other.size &&
      [...map].every(([key, value]) => other.has(key) && value.startsWith(other.get(key) ?? ""))
    );
  });
}

function coveredPrefixes(manifest: Manifest, rules: readonly Rule[]): readonly Finding[] {
  const openAt = rules.findIndex(({ matches }) => matches.length === 0);
  const seen = new Set<string>();
  const matches = (openAt < 0 ? rules : rules.slice(0, openAt)).flatMap(prefixed).filter(({ rule, at }) => {
    const key = conditionsOf(rule.matches[at] ?? {});
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  const found = new Map<Prefixed, Finding>();
  for (const [index, earlier] of matches.entries()) {
    for (const later of matches.slice(index + 1)) {
      if (found.has(later) || later.prefix === earlier.prefix || !covers(earlier, later)) continue;
      const winner = `${matchName(earlier.rule.matches[earlier.at] ?? {}, earlier.at)} (${earlier.prefix}) of ${earlier.rule.name}`;
      found.set(later, ineffective(manifest, later.rule, later.at, winner, "covered"));
    }
  }
  return [...found.values()];
}

/** IST0130, IST0131: rules that no request reaches, and matches that an earlier one takes. */
export const routeReach = objectRule({
  codes: ["IST0130", "IST0131"],
  reads: [kindKeys.virtualService],
  /** What no request reaches can go without a request noticing. */
  fix: (finding, { objects }) =>
    finding.code === "IST0130" ? fieldRepair(objects, finding, finding.path, undefined) : undefined,
  check: (manifest) => [
    ...(["http", "tcp", "tls"] as const).flatMap((kind) =>
      repeatedMatches(manifest, rulesOf(manifest, kind)),
    ),
    ...coveredPrefixes(manifest, rulesOf(manifest, "http")),
  ],
});
