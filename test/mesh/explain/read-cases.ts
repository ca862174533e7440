import { z } from "zod";
import { field, itemsField, objectField, textField, textsField } from "@/lib/proxies/proto-json";

const requestSchema = z.object({
  authority: z.string(),
  method: z.string().default("GET"),
  path: z.string().optional(),
  headers: z.array(z.tuple([z.string(), z.string()])).default([]),
  scheme: z.enum(["http", "https"]).default("http"),
});
export type ToldRequest = z.infer<typeof requestSchema>;

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
    return lines.map((line) => caseSchema.parse(JSON.parse(line)));
  }
  return z.array(caseSchema).parse(Array.isArray(read) ? read : [read]);
}

/** For a table that came without requests: each of its paths, and one behind it, at each of its domains. */
function requestsFor(routeConfig: unknown): ToldRequest[] {
  return itemsField(routeConfig, "virtual_hosts").flatMap((host) => {
    const paths = itemsField(host, "routes").flatMap((route) => {
      const match = objectField(route, "match");
      const path =
        textField(match, "path") ?? textField(match, "prefix") ?? textField(match, "path_separated_prefix");
      return path === undefined || !path.startsWith("/") ? [] : [path, `${path}/x`];
    });
    const distinct = [...new Set(["/", ...paths])];
    return textsField(host, "domains").flatMap((domain) =>
      distinct.map((path) => requestSchema.parse({ authority: domain.replaceAll("*", "any"), path })),
    );
  });
}
