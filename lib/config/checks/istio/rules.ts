import { alphaAnnotations } from "./alpha-annotations";
import { annotations } from "./annotations";
import { applicationUid } from "./application-uid";
import { authorizationPolicies } from "./authorization-policies";
import { blockedCidrs } from "./blocked-cidrs";
import { caCertificates } from "./ca-certificates";
import { conditions } from "./conditions";
import { deploymentServices } from "./deployment-services";
import { deprecatedFields } from "./deprecated-fields";
import { destinationHosts } from "./destination-hosts";
import { destinationRuleHost } from "./destination-rule-host";
import { envoyFilters } from "./envoy-filters";
import { externalControlPlane } from "./external-control-plane";
import { gatewayApiVersions } from "./gateway-api-versions";
import { gatewayCertificates } from "./gateway-certificates";
import { gatewayConflicts } from "./gateway-conflicts";
import { gatewayPorts } from "./gateway-ports";
import { gatewaySecrets } from "./gateway-secrets";
import { gatewaySelectors } from "./gateway-selectors";
import { hostShared } from "./host-shared";
import { imageAuto } from "./image-auto";
import { ingressSubsets } from "./ingress-subsets";
import { injectedImages } from "./injected-image";
import { injection } from "./injection";
import { jwtClaimRoutes } from "./jwt-claim-routes";
import { meshNetworks } from "./mesh-networks";
import { portNames } from "./port-names";
import { routeReach } from "./route-reach";
import { schemaValidation } from "./schema-validation";
import { serviceEntryAddresses } from "./service-entry-addresses";
import { serviceEntryProtocols } from "./service-entry-protocols";
import { sidecarSelectors } from "./sidecar-selectors";
import { subsetMissing } from "./subset-missing";
import { subsetPods } from "./subset-pods";
import { telemetryLightstep, telemetryProviders } from "./telemetry-providers";
import { telemetryDefaults, telemetrySelectors } from "./telemetry-selectors";
import { virtualServiceGateways } from "./virtual-service-gateways";
import { webhooks } from "./webhooks";
import type { Rule } from "@/lib/config/checks/rule";

/** Istio's analyzers, with Istio's codes. */
export const istioRules: readonly Rule[] = [
  annotations,
  alphaAnnotations,
  blockedCidrs,
  authorizationPolicies,
  conditions,
  deploymentServices,
  applicationUid,
  caCertificates,
  destinationRuleHost,
  subsetPods,
  deprecatedFields,
  envoyFilters,
  externalControlPlane,
  gatewayPorts,
  gatewayCertificates,
  gatewaySecrets,
  gatewayConflicts,
  injection,
  injectedImages,
  imageAuto,
  gatewaySelectors,
  gatewayApiVersions,
  meshNetworks,
  portNames,
  sidecarSelectors,
  hostShared,
  destinationHosts,
  ingressSubsets,
  subsetMissing,
  virtualServiceGateways,
  jwtClaimRoutes,
  routeReach,
  schemaValidation,
  serviceEntryAddresses,
  serviceEntryProtocols,
  webhooks,
  telemetryProviders,
  telemetryLightstep,
  telemetrySelectors,
  telemetryDefaults,
];
