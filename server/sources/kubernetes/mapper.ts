import type { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { SourceError } from "@/lib/errors";
import { pruneObject } from "./prune";
import type { listSchema } from "./wire";

type Owner = { readonly cluster: string };
export type KindAt = { readonly group: string; readonly kind: string; readonly apiVersion: string };

/** The cached form of one wire object of a kind. Throws SourceError "schema" that names the object. */
export function cachedFromWire(
  owner: Owner,
  at: KindAt,
  object: Readonly<Record<string, unknown>>,
): Manifest {
  const pruned = pruneObject(at.group, at.kind, object);
  return manifestFrom(owner, { apiVersion: at.apiVersion, kind: at.kind, ...dropUndefined(pruned) });
}

/** The items of a list page, with the apiVersion and kind that built-in kinds leave out. */
export function itemsFromList(owner: Owner, at: KindAt, page: z.infer<typeof listSchema>): Manifest[] {
  return page.items.map((item) => cachedFromWire(owner, at, item));
}

/** Any object as a manifest. Throws SourceError "schema". */
export function manifestFrom({ cluster }: Owner, object: unknown): Manifest {
  const parsed = manifestSchema.safeParse(object);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SourceError(
    `an object is not as Kubernetes writes it: ${issue?.path.join(".")}: ${issue?.message}`,
    {
      source: "kubernetes",
      cluster,
      reason: "schema",
    },
  );
}

function dropUndefined(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

const warningPattern = /\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g;

/** Texts of `Warning:` headers. Source: RFC 7234 5.5, code 299 as Kubernetes sends it. */
export function warningsFromHeaders(headers: Headers): string[] {
  const line = headers.get("warning") ?? "";
  return [...line.matchAll(warningPattern)].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}
