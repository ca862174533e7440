"use client";
import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { exampleEdges } from "./example-edges";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";

/** Requests that the mesh makes now, to begin with; nothing while nobody knows of any. */
export function ExampleRequests() {
  const t = useTranslations("explain");
  const trpc = useTRPC();
  const scope = useScope();
  const href = useViewHref();
  const query = useQuery(trpc.graph.read.queryOptions({ ...scope, mode: "service", showIdle: false }));
  const graph = query.data?.data.graph;
  const examples = graph === undefined ? [] : exampleEdges(graph);
  if (examples.length === 0) return null;
  return (
    <Group gap={8} mt={12} justify="center" role="group" aria-label={t("empty.examples")}>
      {examples.map(({ id, source, workload, destination, isTcp }) => (
        <Button
          key={id}
          component={Link}
          variant="default"
          size="compact-xs"
          href={href("/proxies/explain", {
            workload,
            service: `${destination.namespace}/${destination.name}`,
            scheme: isTcp ? "tcp" : undefined,
          })}
        >
          {source.name} → {destination.name}
        </Button>
      ))}
    </Group>
  );
}
