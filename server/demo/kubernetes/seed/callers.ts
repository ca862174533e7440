import type { CallSpec, MeshSpec } from "@/server/demo/world/spec";

type Target = { readonly namespace: string; readonly name: string };

const isSame = (a: Target, b: Target) => a.namespace === b.namespace && a.name === b.name;

/** SPIFFE principals, without the scheme, of all that call a service in any flow. */
export function principalsCalling(spec: MeshSpec, target: Target): readonly string[] {
  const found = new Set<string>();
  const principal = (workload: { readonly namespace: string; readonly serviceAccount: string }) =>
    `${spec.trustDomain}/ns/${workload.namespace}/sa/${workload.serviceAccount}`;
  const accountsOf = (service: Target) =>
    spec.services.find((candidate) => isSame(candidate, service))?.workloads.map(principal) ?? [];
  const visit = (call: CallSpec, callers: readonly string[]) => {
    if (isSame(call.service, target)) for (const caller of callers) found.add(caller);
    const own = accountsOf(call.service);
    for (const inner of call.calls) visit(inner, own);
  };
  for (const flow of spec.flows) {
    const entry = spec.workloads.filter((workload) => isSame(workload, flow.gateway)).map(principal);
    visit(flow.root, entry);
  }
  return [...found].toSorted();
}
