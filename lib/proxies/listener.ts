import { atOnce, type Steps } from "@/lib/steps";
import type { DumpEntry } from "./dump/entry";
import { filterChainFromProto, type FilterChain } from "./filter-chain";
import { errorFromState, headFromEntry } from "./head";
import {
  addressFromProto,
  booleanField,
  itemsField,
  objectField,
  textField,
  timeMsField,
  type ProtoObject,
} from "./proto-json";
import type { ResourceHead, ResourceState } from "./resource";

export type Listener = ResourceHead & {
  /** Host part; "" for internal listeners. */
  readonly address: string;
  readonly port: number;
  readonly additionalAddresses: readonly string[];
  readonly direction: "inbound" | "outbound" | "unspecified";
  readonly isBound: boolean;
  readonly usesOriginalDestination: boolean;
  readonly listenerFilters: readonly string[];
  readonly chains: readonly FilterChain[];
};

const stateFields = [
  ["active", "active_state"],
  ["warming", "warming_state"],
  ["draining", "draining_state"],
] as const;

/** A listener from its dump entry. The newest usable version is read; a refused one only when there is no other. */
export function listenerFromEntry(entry: DumpEntry, value: unknown): Listener {
  return atOnce(listenerSteps(entry, value));
}

/** The same in a step for each filter chain: a gateway's listener has one for each of thousands of names. */
export function* listenerSteps(entry: DumpEntry, value: unknown): Steps<Listener> {
  const isStatic = entry.group.startsWith("static_");
  const states = stateFields.filter(([, key]) => objectField(value, key) !== undefined);
  const errorState = objectField(value, "error_state");
  const [chosenKey] = states.map(([, key]) => key);
  const holder = isStatic ? value : chosenKey === undefined ? undefined : objectField(value, chosenKey);
  const proto = objectField(holder, "listener") ?? objectField(errorState, "failed_configuration") ?? {};
  const name = textField(value, "name") ?? textField(proto, "name") ?? entry.name;
  const head = headFromEntry(entry, holder, name);
  const error = errorFromState(errorState);
  return {
    ...head,
    ...(error === undefined ? {} : { error }),
    ...timeOf(holder),
    states: isStatic
      ? ["static"]
      : listStates(
          states.map(([state]) => state),
          error !== undefined,
        ),
    ...(yield* bodyFromProto(proto)),
  };
}

function listStates(states: readonly ResourceState[], hasError: boolean): readonly ResourceState[] {
  return hasError ? [...states, "error"] : states;
}

function timeOf(holder: unknown): { lastUpdatedMs?: number } {
  const lastUpdatedMs = timeMsField(holder, "last_updated");
  return lastUpdatedMs === undefined ? {} : { lastUpdatedMs };
}

function* bodyFromProto(proto: ProtoObject): Steps<Omit<Listener, keyof ResourceHead>> {
  const { host, port } = addressFromProto(objectField(proto, "address"));
  const direction = textField(proto, "traffic_direction");
  const fallback = objectField(proto, "default_filter_chain");
  const chains: FilterChain[] = [];
  for (const chain of itemsField(proto, "filter_chains")) {
    chains.push(filterChainFromProto(chain, false));
    yield undefined;
  }
  if (fallback !== undefined) chains.push(filterChainFromProto(fallback, true));
  const bind = objectField(proto, "bind_to_port") ?? proto["bind_to_port"] ?? proto["bindToPort"];
  return {
    address: host,
    port,
    additionalAddresses: itemsField(proto, "additional_addresses").map(
      (item) => addressFromProto(objectField(item, "address")).text,
    ),
    direction: direction === "OUTBOUND" ? "outbound" : direction === "INBOUND" ? "inbound" : "unspecified",
    isBound: bind !== false,
    usesOriginalDestination: booleanField(proto, "use_original_dst"),
    listenerFilters: itemsField(proto, "listener_filters").map((filter) => textField(filter, "name") ?? ""),
    chains,
  };
}
