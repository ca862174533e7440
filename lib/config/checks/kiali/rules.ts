import { ambientPolicies } from "@/lib/config/checks/kiali/ambient-policies";
import { ambientRouting } from "@/lib/config/checks/kiali/ambient-routing";
import { ambientWorkloads } from "@/lib/config/checks/kiali/ambient-workloads";
import { authorizationOperations } from "@/lib/config/checks/kiali/authorization-operations";
import { authorizationSources } from "@/lib/config/checks/kiali/authorization-sources";
import { destinationRules } from "@/lib/config/checks/kiali/destination-rules";
import { exportTo } from "@/lib/config/checks/kiali/export-to";
import { gatewayApiGateways } from "@/lib/config/checks/kiali/gateway-api-gateways";
import { gatewayApiRoutes } from "@/lib/config/checks/kiali/gateway-api-routes";
import { manualMutualTls } from "@/lib/config/checks/kiali/manual-mutual-tls";
import { peerAuthentications } from "@/lib/config/checks/kiali/peer-authentications";
import { serviceEntries } from "@/lib/config/checks/kiali/service-entries";
import { servicePorts } from "@/lib/config/checks/kiali/service-ports";
import { sidecars } from "@/lib/config/checks/kiali/sidecars";
import { virtualServices } from "@/lib/config/checks/kiali/virtual-services";
import { workloadGroups } from "@/lib/config/checks/kiali/workload-groups";
import type { Rule } from "@/lib/config/checks/rule";

/** Rules of Kiali that Istio's analyzers lack, with Kiali's codes. `mapping.ts` says where its other codes went. */
export const kialiRules: readonly Rule[] = [
  peerAuthentications,
  exportTo,
  authorizationSources,
  authorizationOperations,
  destinationRules,
  manualMutualTls,
  servicePorts,
  sidecars,
  virtualServices,
  serviceEntries,
  ambientPolicies,
  ambientRouting,
  ambientWorkloads,
  gatewayApiGateways,
  gatewayApiRoutes,
  workloadGroups,
];
