import { policiesOf } from "@/lib/effective/workload-policies";
import { accessOutcomes, type AccessAtom, type AccessOutcomes } from "@/lib/effective/access-outcomes";
import { principalOf } from "@/lib/effective/access-matrix";
import { hasEnvoy, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import type { WhatIfCategory } from "./model";
import type { ProxyClass } from "./proxy-classes";
import type { SampledCall } from "./request-samples";
import { notFound, routeOutcome, type OutcomePart, type RouteOutcome } from "./route-outcome";
import type { RoutingView, Side } from "./routing-view";
import { candidatesOf, takenRoute, truthSets, type MatchAtom } from "./sample-match";

/** Share of the request (0 to 1) that each category happens to. */
export type Effect = Readonly<Partial<Record<WhatIfCategory, number>>>;

type SampleEffect =
  | { readonly kind: "known"; readonly effect: Effect; readonly before: string; readonly after: string }
  /** The outcome hangs on these. */
  | {
      readonly kind: "unknown";
      readonly because: readonly string[];
      readonly before: string;
      readonly after: string;
    };

type Sides<T> = { readonly before: T; readonly after: T };
const sideNames: readonly Side[] = ["before", "after"];

/** What becomes of one sampled request; undefined when the change does not decide about it. */
export function sampleEffect(
  view: RoutingView,
  of: ProxyClass,
  caller: MeshWorkload,
  call: SampledCall,
): SampleEffect | undefined {
  const hosts = {
    before: view.virtualHost("before", of, call.port, call.host),
    after: view.virtualHost("after", of, call.port, call.host),
  };
  if (!sideNames.some((side) => view.isTouched(hosts[side]))) return undefined;
  const candidates = {
    before: hosts.before === undefined ? [] : candidatesOf(hosts.before, call),
    after: hosts.after === undefined ? [] : candidatesOf(hosts.after, call),
  };
  const routeAtoms = sideNames.flatMap((side) =>
    candidates[side].flatMap(({ needs }) => needs.map(({ atom }) => atom)),
  );
  const access = accessFor(view, caller, call);
  const outcomesOf = (truths: ReadonlySet<string>): Sides<RouteOutcome> => {
    const one = (side: Side): RouteOutcome => {
      const route = takenRoute(candidates[side], truths);
      return route === undefined ? notFound : routeOutcome(view, side, of, route);
    };
    return { before: one("before"), after: one("after") };
  };
  const accessAtoms = atomsOfAccess(routeAtoms, outcomesOf, access);
  const sets = truthSets(
    routeAtoms,
    accessAtoms.map(({ key }) => key),
  );
  const because = [
    ...new Set([...routeAtoms.map(({ what }) => what), ...accessAtoms.map((one) => one.because)]),
  ];
  const plain = outcomesOf(new Set());
  const words = {
    before: wordsOf(denials(plain.before, "before", access, new Set())),
    after: wordsOf(denials(plain.after, "after", access, new Set())),
  };
  if (sets === undefined) return { kind: "unknown", because, ...words };
  const effects = sets.map((truths) => effectOf(outcomesOf(truths), access, truths));
  const [first] = effects;
  const texts = new Set(effects.map((effect) => JSON.stringify(effect)));
  if (first === undefined || texts.size > 1) return { kind: "unknown", because, ...words };
  return { kind: "known", effect: first, ...words };
}

type Access = (side: Side, part: OutcomePart) => AccessOutcomes | undefined;

/** The policies' say on each destination, worked out once for each. */
export function accessFor(view: RoutingView, caller: MeshWorkload, call: SampledCall): Access {
  const known = new Map<string, AccessOutcomes | undefined>();
  return (side, part) => {
    const { workload, port, security } = part;
    if (workload === undefined || port === undefined || workload.dataplane === "none") return undefined;
    const key = `${side} ${part.label} ${port}`;
    if (known.has(key)) return known.get(key);
    const objects = view.mesh[side];
    const policies = policiesOf(objects, workload);
    const { method, path, host, headers } = call;
    const outcomes = accessOutcomes(
      policies,
      {
        port,
        ...(security?.kind === "mutual_tls"
          ? { principal: principalOf(objects, caller.namespace, caller.serviceAccount) }
          : {}),
        ...(hasEnvoy(workload) ? { http: { method, path, host, headers } } : {}),
      },
      { headers: true, token: true, addresses: true },
    );
    known.set(key, outcomes);
    return outcomes;
  };
}

function atomsOfAccess(
  routeAtoms: readonly MatchAtom[],
  outcomesOf: (truths: ReadonlySet<string>) => Sides<RouteOutcome>,
  access: Access,
): readonly AccessAtom[] {
  const atoms = new Map<string, AccessAtom>();
  for (const truths of truthSets(routeAtoms) ?? [new Set<string>()]) {
    const outcomes = outcomesOf(truths);
    for (const side of sideNames)
      for (const part of outcomes[side].parts)
        for (const atom of access(side, part)?.atoms ?? []) atoms.set(atom.key, atom);
  }
  return [...atoms.values()];
}

type Ends = {
  readonly shares: ReadonlyMap<string, number>;
  readonly denied: number;
  readonly failing: number;
};

function denials(outcome: RouteOutcome, side: Side, access: Access, truths: ReadonlySet<string>): Ends {
  const shares = new Map<string, number>();
  let denied = 0;
  let failing = 0;
  for (const part of outcome.parts) {
    const isDenied = access(side, part)?.decide(truths).outcome === "deny";
    if (isDenied) denied += part.share;
    else if (part.isFailure) failing += part.share;
    const label = isDenied ? `403 ${part.label}` : part.label;
    shares.set(label, (shares.get(label) ?? 0) + part.share);
  }
  return { shares, denied, failing };
}

function effectOf(outcomes: Sides<RouteOutcome>, access: Access, truths: ReadonlySet<string>): Effect {
  const { before, after } = outcomes;
  const [old, now] = [denials(before, "before", access, truths), denials(after, "after", access, truths)];
  const plain = (outcome: RouteOutcome) =>
    new Map(outcome.parts.map(({ label, share }) => [label, share] as const));
  const mirrorText = ({ mirrors }: RouteOutcome): string =>
    JSON.stringify(mirrors.map(({ label, share }) => [label, share]));
  const effect: Partial<Record<WhatIfCategory, number>> = {};
  const note = (category: WhatIfCategory, share: number): void => {
    if (share > 1e-9) effect[category] = Math.round(share * 1e6) / 1e6;
  };
  note("destination", distance(plain(before), plain(after)));
  note("timeout", before.timeoutMs === after.timeoutMs ? 0 : 1);
  note("retries", before.retries === after.retries ? 0 : 1);
  note("fault", before.fault === after.fault ? 0 : 1);
  note("mirror", mirrorText(before) === mirrorText(after) ? 0 : 1);
  note("rewrite", before.rewrite === after.rewrite ? 0 : 1);
  note("denied", now.denied - old.denied);
  note("allowed", old.denied - now.denied);
  note("failing", now.failing - old.failing);
  note("recovering", old.failing - now.failing);
  return effect;
}

/** Share of requests that must end elsewhere: half of the sum of differences. */
function distance(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const labels = new Set([...a.keys(), ...b.keys()]);
  return [...labels].reduce((sum, label) => sum + Math.max(0, (b.get(label) ?? 0) - (a.get(label) ?? 0)), 0);
}

/** `shop/catalog-v1 90 %, shop/catalog-v2 10 %`. */
function wordsOf({ shares }: Ends): string {
  return [...shares]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, share]) => (share > 0.9995 ? label : `${label} ${Math.round(share * 1000) / 10} %`))
    .join(", ");
}
