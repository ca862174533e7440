import type { TruthInput, TruthNote } from "./model";

/** What holds for the whole service, or for all of a client's endpoints. */
export function notesOf({ service, kubernetes, istiod, clients }: TruthInput): readonly TruthNote[] {
  const notes: TruthNote[] = [];
  const add = (code: TruthNote["code"], values: TruthNote["values"] = {}, client?: string) =>
    notes.push({ code, values, ...(client === undefined ? {} : { client }) });
  if (service.kind === "service_entry") add("service_entry");
  if (service.kind === "external_name") add("external_name");
  if (service.kind === "service" && service.isHeadless) add("headless");
  if (service.publishesNotReady) add("publishes_not_ready");
  if (service.waypoint !== undefined) add("waypoint", { waypoint: service.waypoint });
  const count = kubernetes.state === "known" ? kubernetes.data.length : undefined;
  if (service.kind === "service" && count === 0)
    add("no_endpoints", {
      selector: selectorWord(service),
      ...(service.selected === undefined
        ? {}
        : { count: String(service.selected.count), problems: service.selected.problems.join("; ") }),
    });
  if (istiod.state === "known" && istiod.data.isUnheardOf && count !== undefined && count > 0)
    add("not_in_istiod");
  for (const client of clients) {
    const name = `${client.namespace}/${client.pod}`;
    if (client.sync === "stale") add("stale", {}, name);
    if (client.sync === "error") add("rejected", {}, name);
    if (client.sync === "not_sent") add("not_sent", {}, name);
    if (client.sync === "disconnected") add("disconnected", {}, name);
    if (client.envoy.state === "unknown") continue;
    if (client.envoy.data.clusters.length === 0)
      notes.push({
        code: "no_cluster",
        client: name,
        values: { by: client.hidden?.by ?? "unknown" },
        ...(client.hidden === undefined ? {} : { ref: client.hidden.ref }),
      });
    else if (!client.envoy.data.hasLive) add("without_live", {}, name);
    if (hasOtherNetwork(istiod, client.network)) add("other_network", { network: client.network }, name);
  }
  return notes;
}

/** What the selector does; `unknown` when the pods could not be read. */
function selectorWord({ hasSelector, selected }: TruthInput["service"]): string {
  if (!hasSelector) return "no";
  if (selected === undefined) return "unknown";
  return selected.count > 0 ? "unready" : "yes";
}

function hasOtherNetwork(istiod: TruthInput["istiod"], network: string): boolean {
  return istiod.state === "known" && istiod.data.endpoints.some((endpoint) => endpoint.network !== network);
}
