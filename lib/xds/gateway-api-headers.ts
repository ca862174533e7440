import type { GatewayApiFilter } from "./gateway-api-spec";
import type { HeadersSpec } from "./virtual-service-spec";

type Modifier = NonNullable<GatewayApiFilter["requestHeaderModifier"]>;

/** Header modifiers as a VirtualService has them; undefined when another kind of filter is among them. */
export function gatewayHeaders(
  filters: readonly GatewayApiFilter[] | undefined,
): { readonly headers?: HeadersSpec } | undefined {
  const all = filters ?? [];
  if (all.some((filter) => !filter.type.endsWith("HeaderModifier"))) return undefined;
  const request = all.findLast((filter) => filter.requestHeaderModifier !== undefined)?.requestHeaderModifier;
  const response = all.findLast(
    (filter) => filter.responseHeaderModifier !== undefined,
  )?.responseHeaderModifier;
  if (request === undefined && response === undefined) return {};
  return {
    headers: {
      ...(request === undefined ? {} : { request: operations(request) }),
      ...(response === undefined ? {} : { response: operations(response) }),
    },
  };
}

function operations(modifier: Modifier): NonNullable<HeadersSpec["request"]> {
  return {
    set: byLowerCaseName(modifier.set),
    add: byLowerCaseName(modifier.add),
    remove: modifier.remove ?? [],
  };
}

/** Of a name that is given twice, in any case, the first counts. */
function byLowerCaseName(
  list: readonly { readonly name: string; readonly value: string }[] | undefined,
): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const { name, value } of list ?? []) entries[name.toLowerCase()] ??= value;
  return entries;
}
