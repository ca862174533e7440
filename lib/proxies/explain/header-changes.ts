import type { HeaderChange, SettingOrigin } from "@/lib/proxies/explain/filter-step";
import {
  booleanField,
  field,
  itemsField,
  objectField,
  textField,
  textsField,
} from "@/lib/proxies/proto-json";

const actions: Readonly<Record<string, HeaderChange["action"]>> = {
  APPEND_IF_EXISTS_OR_ADD: "append",
  ADD_IF_ABSENT: "add_if_absent",
  OVERWRITE_IF_EXISTS_OR_ADD: "overwrite",
  OVERWRITE_IF_EXISTS: "overwrite_if_exists",
};

/** One HeaderValueOption. The older `append: false` is an overwrite. */
export function addedHeader(option: unknown, from: SettingOrigin): HeaderChange {
  const header = objectField(option, "header");
  const append = field(option, "append");
  const isAppend =
    append === undefined || append === true || textField(option, "append_action") !== undefined;
  const written = actions[textField(option, "append_action") ?? "APPEND_IF_EXISTS_OR_ADD"] ?? "append";
  return {
    name: (textField(header, "key") ?? "").toLowerCase(),
    action: isAppend ? written : "overwrite",
    value: textField(header, "value") ?? "",
    ...(booleanField(option, "keep_empty_value") ? { keepsEmpty: true } : {}),
    from,
  };
}

type Source = { readonly proto: unknown; readonly from: SettingOrigin };

/**
 * Header changes of a route and what encloses it in Envoy's order: the weighted cluster's, then route, virtual host and
 * table; with `most_specific_header_mutations_wins` table, virtual host, route. Each removes first and adds then.
 * Source: RouteEntryImplBase::finalizeRequestHeaders.
 */
export function headerChanges(
  sources: readonly Source[],
  direction: "request" | "response",
  mostSpecificWins: boolean,
): readonly HeaderChange[] {
  const chosen = sources.filter(({ from }) => from === "weighted_cluster");
  const others = sources.filter(({ from }) => from !== "weighted_cluster");
  const ordered = [...chosen, ...(mostSpecificWins ? others.toReversed() : others)];
  return ordered.flatMap(({ proto, from }) => [
    ...textsField(proto, `${direction}_headers_to_remove`).map((name) => ({
      name: name.toLowerCase(),
      action: "remove" as const,
      value: "",
      from,
    })),
    ...itemsField(proto, `${direction}_headers_to_add`).map((option) => addedHeader(option, from)),
  ]);
}
