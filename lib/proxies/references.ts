import type { ResourceLinks } from "./links";

export type ReferenceSection = "listeners" | "routes" | "clusters" | "endpoints" | "secrets" | "ecds";

/** A resource by its section and name; `id` is absent when the dump does not hold it: a dangling reference. */
export type Reference = { readonly section: ReferenceSection; readonly name: string; readonly id?: string };

export type References = { readonly uses: readonly Reference[]; readonly usedBy: readonly Reference[] };

export type ReferenceGraph = {
  readonly links: Readonly<Record<"listeners" | "routes" | "clusters", readonly ResourceLinks[]>>;
  /** Entry ids by name; of several with one name the last. */
  readonly idOf: (section: ReferenceSection, name: string) => string | undefined;
};

/**
 * What the resource points to and what points to it: listener → route → cluster → endpoints, secrets, and filters that
 * come by discovery. A cluster without endpoints in the dump is no dangling reference: DNS finds them.
 */
export function referencesOf(
  graph: ReferenceGraph,
  section: ReferenceSection,
  resource: { readonly id: string; readonly name: string },
): References {
  const reference = (target: ReferenceSection, name: string): Reference => {
    const id = graph.idOf(target, name);
    return { section: target, name, ...(id === undefined ? {} : { id }) };
  };
  const own =
    section === "listeners" || section === "routes" || section === "clusters"
      ? graph.links[section].find((links) => links.id === resource.id)
      : undefined;
  const uses = (own?.uses ?? [])
    .map(([target, name]) => reference(target, name))
    .filter((found) => found.section !== "endpoints" || found.id !== undefined);
  const usedBy = (["listeners", "routes", "clusters"] as const).flatMap((source) =>
    graph.links[source].flatMap((links): Reference[] =>
      links.uses.some(([target, name]) => target === section && name === resource.name)
        ? [{ section: source, name: links.name, id: links.id }]
        : [],
    ),
  );
  return { uses, usedBy };
}
