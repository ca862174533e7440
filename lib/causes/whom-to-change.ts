import type { Candidate, CauseId } from "./cause";
import type { Evidence, Party } from "./evidence";
import { proxyConfig } from "./point-to";

/** Whose workload is to be looked at where no object of the mesh decides. */
const sideOf: Readonly<Partial<Record<CauseId, "caller" | "destination">>> = {
  answer_malformed: "destination",
  application_closes_idle: "destination",
  caller_left: "caller",
  certificate_untrusted: "destination",
  deeper_service: "destination",
  filter_config_missing: "destination",
  health_check_filter: "destination",
  limits_of_proxy: "destination",
  overload: "destination",
  request_malformed: "caller",
  stream_limits: "destination",
  upstream_reset: "destination",
};

const workloadOf = ({ namespace, name }: Party) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace,
  name,
});

/** The candidate with a workload to change, a command to run and the board to open, where its rule has none. */
export function withWayOut(found: Candidate, evidence: Evidence): Candidate {
  const side = sideOf[found.id];
  const party = side === "caller" ? evidence.caller : evidence.destination.workloads[0];
  const isEmpty = found.objects.length === 0 && side !== undefined && party !== undefined;
  const isOfSync = found.id === "config_rejected" || found.id === "config_stale";
  const hasCommand = found.checks.some(({ command }) => command !== undefined);
  const routes = hasCommand ? undefined : proxyConfig(evidence, "routes");
  return {
    ...found,
    objects: isEmpty ? [workloadOf(party)] : found.objects,
    checks: routes === undefined ? found.checks : [...found.checks, routes],
    fixes: isOfSync
      ? [...found.fixes, { id: "open_board", params: {}, link: { path: "/controlplane/sync" } }]
      : found.fixes,
  };
}
