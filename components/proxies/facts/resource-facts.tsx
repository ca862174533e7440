"use client";
import { useMemo } from "react";
import type { ResourceData } from "../outputs";
import { ClusterFacts } from "./cluster-facts";
import { EcdsFacts } from "./ecds-facts";
import { EndpointFacts } from "./endpoint-facts";
import { ListenerFacts } from "./listener-facts";
import { RouteFacts } from "./route-facts";
import { SecretFacts } from "./secret-facts";
import type { DumpTarget } from "@/lib/proxies/dump-target";

/** A resource's content in words; nothing for kinds that are only shown raw. */
export function ResourceFacts({ resource, target }: { resource: ResourceData; target: DumpTarget }) {
  const { entry, text } = resource;
  const value = useMemo(() => parsed(text), [text]);
  if (value === undefined) return null;
  switch (entry.section) {
    case "listeners":
      return <ListenerFacts key={entry.id} entry={entry} value={value} />;
    case "routes":
      return <RouteFacts key={entry.id} entry={entry} value={value} />;
    case "clusters":
      return <ClusterFacts entry={entry} value={value} />;
    case "endpoints":
      return <EndpointFacts entry={entry} value={value} target={target} />;
    case "ecds":
      return <EcdsFacts entry={entry} value={value} />;
    case "secrets":
      return resource.secret === undefined ? null : <SecretFacts secret={resource.secret} />;
    case "bootstrap":
    case "scoped_routes":
    case "other":
      return null;
  }
}

/** Undefined for a text that a damaged dump has in the place of JSON: it is only shown raw. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
