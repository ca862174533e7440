import { clusterWay, type ClusterUse } from "@/lib/proxies/explain-flow/cluster-way";
import type { Outcome } from "@/lib/proxies/explain-flow/explanation";
import type { FlowDump } from "@/lib/proxies/explain-flow/flow-dump";
import type { FlowFacts } from "@/lib/proxies/explain-flow/flow-facts";
import { because, chooseFrom, endWith, stepOf, type Choice, type Rest } from "@/lib/proxies/explain-flow/way";
import { rpcRouteWords, rpcTableWords } from "@/lib/proxies/rpc-words";
import type { RpcRoute, RpcTable } from "@/lib/proxies/rpc-routes";

type RpcStart = {
  readonly dump: FlowDump;
  readonly facts: FlowFacts;
  readonly original: ClusterUse["original"];
};

const noRoute: Outcome = { kind: "closed", flag: "", because: because("rpc_no_route") };

/**
 * Where a call of a protocol other than HTTP may go: what is in the call nobody knows here, so every rule that some call
 * can come to is a way of its own, in the order in which they are tried.
 */
export function rpcWay(start: RpcStart, table: RpcTable): Rest {
  const protocol = rpcTableWords(table);
  const { name, isDiscovered, routes } = table;
  const detail = { kind: "route_table", name, source: isDiscovered ? "rds" : "inline" } as const;
  if (isDiscovered) {
    const says = because("rpc_discovered", { protocol, name });
    return endWith({ kind: "unknown", because: [says] }, [stepOf(detail, "depends", says)]);
  }
  const all = routes.findIndex(({ conditions }) => conditions.length === 0);
  const reachable = all < 0 ? routes : routes.slice(0, all + 1);
  const choices = reachable.map((route): Choice => {
    const depends = route.conditions.length === 0 ? restOf(reachable) : [callOf(route)];
    return { name: rpcRouteWords(route), dependsOn: depends, rest: routeRest(start, route) };
  });
  if (all < 0) choices.push({ name: "", dependsOn: restOf(reachable), rest: endWith(noRoute) });
  const says = because("rpc_table", { protocol, count: String(routes.length) });
  return chooseFrom("route", [stepOf(detail, choices.length > 1 ? "depends" : "passes", says)], choices);
}

const callOf = ({ conditions }: RpcRoute) => because("rpc_call", { conditions: conditions.join(", ") });

/** Calls that no rule with a condition takes. */
const restOf = (routes: readonly RpcRoute[]) =>
  routes.some(({ conditions }) => conditions.length > 0) ? [because("rpc_rest")] : [];

function routeRest({ dump, facts, original }: RpcStart, { clusters, clusterHeader }: RpcRoute): Rest {
  if (clusterHeader !== undefined)
    return endWith({ kind: "unknown", because: [because("rpc_cluster_header", { header: clusterHeader })] });
  const picked = clusters.filter(({ weight }) => weight > 0);
  const whole = picked.reduce((sum, { weight }) => sum + weight, 0);
  if (picked.length === 0) return endWith(noRoute);
  return chooseFrom(
    "cluster",
    [],
    picked.map(({ cluster, weight }) => ({
      name: cluster,
      sharePercent: (100 * weight) / whole,
      rest: clusterWay(dump, facts, { name: cluster, protocol: "tcp", original }),
    })),
  );
}
