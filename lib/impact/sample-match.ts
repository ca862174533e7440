import { splitMatch } from "@/lib/effective/match-conditions";
import { matchesRoute } from "@/lib/xds/match-route";
import type { XdsRoute, XdsVirtualHost } from "@/lib/xds/model";
import type { SampledCall } from "./request-samples";

/** Something that a trace does not say of a request: whether this header (or claim) has this value. */
export type MatchAtom = {
  readonly key: string;
  /** For people: `header end-user`. */
  readonly what: string;
  readonly name: string;
  readonly kind: string;
};

/** A route that the request may take: when each of `needs` is true or false as said. */
type Candidate = {
  readonly route: XdsRoute;
  readonly needs: readonly { readonly atom: MatchAtom; readonly isTrue: boolean }[];
};

/**
 * The routes that a sampled request can take, in order, up to the first that it takes whatever its unknown headers.
 * Routes that the known part rules out are left away.
 */
export function candidatesOf(host: XdsVirtualHost, call: SampledCall): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const route of host.routes) {
    const candidate = candidateOf(route, call);
    if (candidate === undefined) continue;
    found.push(candidate);
    if (candidate.needs.length === 0) break;
  }
  return found;
}

function candidateOf(route: XdsRoute, call: SampledCall): Candidate | undefined {
  const needs: { atom: MatchAtom; isTrue: boolean }[] = [];
  for (const { condition, alone } of splitMatch(route.match)) {
    const name = condition.name ?? "";
    const isOpen =
      condition.part === "claim" || (condition.part === "header" && call.headers[name] === undefined);
    if (isOpen) needs.push({ atom: atomOf(condition), isTrue: !condition.invert });
    else if (!matchesRoute(alone, call)) return undefined;
  }
  return { route, needs };
}

function atomOf(condition: ReturnType<typeof splitMatch>[number]["condition"]): MatchAtom {
  const name = condition.name ?? "";
  return {
    key: `${condition.part} ${name} ${condition.kind} ${condition.value}`,
    what: `${condition.part} ${name}`,
    name: `${condition.part} ${name}`,
    kind: condition.kind,
  };
}

/** The route that is taken when exactly the atoms in `truths` are true; undefined is a 404. */
export function takenRoute(
  candidates: readonly Candidate[],
  truths: ReadonlySet<string>,
): XdsRoute | undefined {
  return candidates.find(({ needs }) => needs.every(({ atom, isTrue }) => truths.has(atom.key) === isTrue))
    ?.route;
}

/** Whether one header can have all these values at once: one exact value, and present when it has any. */
export function isPossible(atoms: readonly MatchAtom[], truths: ReadonlySet<string>): boolean {
  const names = new Set(atoms.map(({ name }) => name));
  return [...names].every((name) => {
    const own = atoms.filter((atom) => atom.name === name);
    const isTrue = own.filter(({ key }) => truths.has(key));
    const presence = own.find(({ kind }) => kind === "present");
    const exact = isTrue.filter(({ kind }) => kind === "exact");
    if (exact.length > 1) return false;
    return presence === undefined || isTrue.length === 0 || truths.has(presence.key);
  });
}

/** Every possible set of true atoms, and only the empty one for none. At most 64: undefined when there would be more. */
export function truthSets(
  atoms: readonly MatchAtom[],
  more: readonly string[] = [],
): readonly ReadonlySet<string>[] | undefined {
  const keys = [...new Set([...atoms.map(({ key }) => key), ...more])];
  if (keys.length > 6) return undefined;
  const unique = [...new Map(atoms.map((atom) => [atom.key, atom])).values()];
  return Array.from(
    { length: 2 ** keys.length },
    (_, bits) => new Set(keys.filter((_key, at) => Math.floor(bits / 2 ** at) % 2 === 1)),
  ).filter((truths) => isPossible(unique, truths));
}
