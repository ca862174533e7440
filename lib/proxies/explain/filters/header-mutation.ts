import type { FilterRule } from "@/lib/proxies/explain/filters/filter-context";
import { passes } from "@/lib/proxies/explain/filters/filter-context";
import type { HeaderChange, SettingOrigin } from "@/lib/proxies/explain/filter-step";
import { addedHeader } from "@/lib/proxies/explain/header-changes";
import { booleanField, itemsField, objectField, textField } from "@/lib/proxies/proto-json";

/**
 * The header mutation filter: its own changes, then those of the route, the virtual host and the whole table, all of
 * them and the least specific last; with `most_specific_header_mutations_wins` the other way round.
 */
export const headerMutation: FilterRule = ({ config, overrides }) => {
  const others = booleanField(config, "most_specific_header_mutations_wins")
    ? overrides.toReversed()
    : overrides;
  const all = [{ config, from: "filter" as const }, ...others];
  const requestHeaders = all.flatMap((one) => changesOf(one, "request_mutations"));
  const responseHeaders = all.flatMap((one) => changesOf(one, "response_mutations"));
  if (requestHeaders.length + responseHeaders.length === 0) return passes();
  return { effect: { does: "changes", requestHeaders, responseHeaders } };
};

type Owner = { readonly config: unknown; readonly from: SettingOrigin };

function changesOf({ config, from }: Owner, key: string): readonly HeaderChange[] {
  return changesIn(itemsField(objectField(config, "mutations"), key), from);
}

/** A list of HeaderMutation as changes, in its order. */
export function changesIn(mutations: readonly unknown[], from: SettingOrigin): readonly HeaderChange[] {
  return mutations.flatMap((mutation): readonly HeaderChange[] => {
    const append = objectField(mutation, "append");
    if (append !== undefined) return [{ ...addedHeader(append, from), inTurn: true }];
    const removed = textField(mutation, "remove");
    if (removed !== undefined)
      return [{ name: removed.toLowerCase(), action: "remove", value: "", from, inTurn: true }];
    return [];
  });
}
