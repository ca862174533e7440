import type { Fact } from "./cause";

/** Where a fact was read. `asked` is the symptom itself: its flag and details. */
export const factSources = [
  "kubernetes",
  "metrics",
  "envoy",
  "istiod",
  "traces",
  "changes",
  "asked",
] as const;
export type FactSource = (typeof factSources)[number];

/** Facts by their source; those of Kubernetes' objects and events are the rest. */
const idsOf: Readonly<Partial<Record<FactSource, string>>> = {
  metrics:
    "all_answered_so all_end_so amplified as_fast_as_usual black_hole call_fails caller_times_out calls_are_well " +
    "destination_answers destination_asks destination_fails destination_limits destination_never_answers " +
    "destination_saw_nothing destination_saw_protocol_error destination_saw_reset every_try_fails inbound_fails " +
    "large_share no_race not_amplified not_grpc nowhere_seen others_found others_succeed others_understood " +
    "passed_through slower_than_usual small_share tail_cut usual_exceeds_timeout usual_within_timeout",
  envoy:
    "addresses no_addresses cluster_in_dump cluster_not_in_dump connect_fails_all connect_fails_some " +
    "connect_timeouts connects filter_loaded hosts_ejected hosts_not_ejected no_inbound_listener overflowed " +
    "ssl_errors verify_failed verify_san_failed certificate_caller_expired certificate_caller_not_yet " +
    "certificate_caller_valid certificate_destination_expired certificate_destination_not_yet " +
    "certificate_destination_valid roots_differ roots_shared secret_held secret_not_held names_differ names_fit",
  istiod: "in_sync not_connected nothing_rejected rejected stale",
  traces: "trace_fails_below trace_fails_here trace_slow_below trace_slow_here",
  changes: "changed_lately",
  asked:
    "answer_had_begun application_wrote_it connect_refused connect_timeout details_say_size details_untrusted " +
    "flag_says_so network_policy other_flag proxy_wrote_it refused_not_dropped via_upstream",
};

const sourceOfId = new Map(
  factSources.flatMap((source) => (idsOf[source] ?? "").split(" ").map((id) => [id, source] as const)),
);

/** Where a fact was read; undefined for what could not be learnt. */
export function sourceOfFact({ id, stance }: Pick<Fact, "id" | "stance">): FactSource | undefined {
  return stance === "unknown" ? undefined : (sourceOfId.get(id) ?? "kubernetes");
}

/** Every id that a source is told of, to be checked against the texts. */
export const idsWithSource: readonly string[] = [...sourceOfId.keys()].filter((id) => id !== "");
