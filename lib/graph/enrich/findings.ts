import type { Enricher } from "@/lib/graph/facts";
import { markNodes } from "@/lib/graph/mark";
import type { Badge } from "@/lib/graph/model";
import { workloadsOfNode } from "@/lib/graph/node-workloads";
import { serviceKeyOfNode } from "@/lib/graph/service-key";

/** Marks nodes whose objects or pods have findings: one mark, as grave as the worst, with the codes. */
export const markFindings: Enricher = (graph, facts) => {
  const findings = facts.findings ?? [];
  if (findings.length === 0) return graph;
  return markNodes(graph, (node): readonly Badge[] => {
    const service = serviceKeyOfNode(node);
    const workloads = workloadsOfNode(node, facts).map(({ namespace, name }) => `${namespace}/${name}`);
    const own = findings.filter(
      ({ subjects }) =>
        (service !== undefined && subjects.services.has(service)) ||
        workloads.some((workload) => subjects.workloads.has(workload)),
    );
    if (own.length === 0) return [];
    const codes = [...new Set(own.map(({ finding }) => finding.code))].toSorted();
    const isError = own.some(({ finding }) => finding.severity === "error");
    return [{ code: "findings", severity: isError ? "error" : "warning", detail: codes.join(", ") }];
  });
};
