import type { HeaderChanges, HeaderOperations } from "./model";
import type { HeadersSpec } from "./virtual-service-spec";

type DirectionSpec = NonNullable<HeadersSpec["request"]>;

/**
 * Header operations as Envoy gets them: sets before adds, each by name. Pseudo headers and `host` can't be changed this
 * way: a request's authority becomes a host rewrite instead. Source: istiod's TranslateHeadersOperations.
 */
export function headerOperations(spec: HeadersSpec | undefined): {
  readonly headers?: HeaderOperations;
  readonly authority?: string;
} {
  const request = headerChanges(spec?.request);
  const response = headerChanges(spec?.response);
  const authority = authorityOf(spec?.request?.set) ?? authorityOf(spec?.request?.add);
  const headers = {
    ...(request === undefined ? {} : { request }),
    ...(response === undefined ? {} : { response }),
  };
  return {
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(authority === undefined ? {} : { authority }),
  };
}

/** Both, one after the other: a single destination's operations follow those of its route. */
export function joinedHeaderOperations(
  first: HeaderOperations | undefined,
  second: HeaderOperations | undefined,
): HeaderOperations | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  const request = joinedChanges(first.request, second.request);
  const response = joinedChanges(first.response, second.response);
  return {
    ...(request === undefined ? {} : { request }),
    ...(response === undefined ? {} : { response }),
  };
}

function joinedChanges(
  first: HeaderChanges | undefined,
  second: HeaderChanges | undefined,
): HeaderChanges | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { write: [...first.write, ...second.write], remove: [...first.remove, ...second.remove] };
}

function headerChanges(spec: DirectionSpec | undefined): HeaderChanges | undefined {
  const write = [...writes(spec?.set, false), ...writes(spec?.add, true)];
  const remove = (spec?.remove ?? []).filter((name) => !isInternal(name));
  return write.length === 0 && remove.length === 0 ? undefined : { write, remove };
}

function writes(
  record: Readonly<Record<string, string>> | undefined,
  append: boolean,
): HeaderChanges["write"] {
  return Object.entries(record ?? {})
    .filter(([name]) => !isInternal(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value, append }));
}

function isInternal(name: string): boolean {
  return name.startsWith(":") || name.toLowerCase() === "host";
}

function authorityOf(record: Readonly<Record<string, string>> | undefined): string | undefined {
  return Object.entries(record ?? {}).find(([name]) =>
    [":authority", "host"].includes(name.toLowerCase()),
  )?.[1];
}
