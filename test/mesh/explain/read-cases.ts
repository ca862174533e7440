import { z } from "zod";
import type { ExplainedRequest } from "@/lib/proxies/explain/request";
import { requestFromTold } from "@/lib/proxies/explain/told-request";
import { field, itemsField, objectField, textField, textsField } from "@/lib/proxies/proto-json";

const requestSchema = z.unknown().transform((told, context): ExplainedRequest => {
  try {
    return requestFromTold(told);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : "no request");
    return z.NEVER;
  }
});

const table = z.record(z.string(), z.unknown());
const caseSchema = z
  .looseObject({
    routeConfig: table.optional(),
    route_config: table.optional(),
    requests: z.array(requestSchema).optional(),
    request: requestSchema.optional(),
  })
  .transform(({ routeConfig, route_config: snake, requests, request, ...rest }, context) => {
    const isBare = field(rest, "virtual_hosts") !== undefined;
    const told = routeConfig ?? snake ?? (isBare ? rest : undefined);
    if (told === undefined) context.addIssue("a case needs routeConfig, route_config or virtual_hosts");
    const asked = requests ?? (request === undefined ? undefined : [request]);
    return { routeConfig: told ?? {}, requests: asked ?? requestsFor(told) };
  });
export type ToldCase = z.infer<typeof caseSchema>;

/** One case, a list of them, or one on each line. Throws what is wrong with the first that can't be read. */
export function casesOf(text: string): readonly ToldCase[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    return lines.flatMap((line) => casesFrom(JSON.parse(line)));
  }
  return casesFrom(read);
}

/** A dump has a case for each of its tables, all with the requests that stand beside it. */
function casesFrom(read: unknown): readonly ToldCase[] {
  const listed: readonly unknown[] = Array.isArray(read) ? read : [read];
  return listed.flatMap((told) => {
    const dumped = tablesOfDump(field(told, "configs") === undefined ? field(told, "config_dump") : told);
    const beside = { requests: field(told, "requests"), request: field(told, "request") };
    return dumped.length === 0
      ? [caseSchema.parse(told)]
      : dumped.map((routeConfig) => caseSchema.parse({ routeConfig, ...beside }));
  });
}

function tablesOfDump(dump: unknown): readonly unknown[] {
  return itemsField(dump, "configs").flatMap((config) =>
    ["static_route_configs", "dynamic_route_configs"].flatMap((key) =>
      itemsField(config, key).flatMap((entry) => objectField(entry, "route_config") ?? []),
    ),
  );
}

/** For a table that came without requests: each of its paths, and one behind it, at each of its domains. */
function requestsFor(routeConfig: unknown): ExplainedRequest[] {
  return itemsField(routeConfig, "virtual_hosts").flatMap((host) => {
    const paths = itemsField(host, "routes").flatMap((route) => {
      const match = objectField(route, "match");
      const path =
        textField(match, "path") ?? textField(match, "prefix") ?? textField(match, "path_separated_prefix");
      return path === undefined || !path.startsWith("/") ? [] : [path, `${path}/x`];
    });
    const distinct = [...new Set(["/", ...paths])];
    return textsField(host, "domains").flatMap((domain) =>
      distinct.map((path) => requestFromTold({ authority: domain.replaceAll("*", "any"), path })),
    );
  });
}
