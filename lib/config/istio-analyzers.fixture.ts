import { alphaAnnotations } from "@/lib/config/checks/istio/alpha-annotations";
import { annotations } from "@/lib/config/checks/istio/annotations";
import { applicationUid } from "@/lib/config/checks/istio/application-uid";
import { authorizationPolicies } from "@/lib/config/checks/istio/authorization-policies";
import { blockedCidrs } from "@/lib/config/checks/istio/blocked-cidrs";
import { caCertificates } from "@/lib/config/checks/istio/ca-certificates";
import { conditions } from "@/lib/config/checks/istio/conditions";
import { deploymentServices } from "@/lib/config/checks/istio/deployment-services";
import { deprecatedFields } from "@/lib/config/checks/istio/deprecated-fields";
import { destinationHosts } from "@/lib/config/checks/istio/destination-hosts";
import { destinationRuleHost } from "@/lib/config/checks/istio/destination-rule-host";
import { envoyFilters } from "@/lib/config/checks/istio/envoy-filters";
import { externalControlPlane } from "@/lib/config/checks/istio/external-control-plane";
import { gatewayApiVersions } from "@/lib/config/checks/istio/gateway-api-versions";
import { gatewayCertificates } from "@/lib/config/checks/istio/gateway-certificates";
import { gatewayConflicts } from "@/lib/config/checks/istio/gateway-conflicts";
import { gatewayPorts } from "@/lib/config/checks/istio/gateway-ports";
import { gatewaySecrets } from "@/lib/config/checks/istio/gateway-secrets";
import { gatewaySelectors } from "@/lib/config/checks/istio/gateway-selectors";
import { hostShared } from "@/lib/config/checks/istio/host-shared";
import { imageAuto } from "@/lib/config/checks/istio/image-auto";
import { ingressSubsets } from "@/lib/config/checks/istio/ingress-subsets";
import { injectedImages } from "@/lib/config/checks/istio/injected-image";
import { injection } from "@/lib/config/checks/istio/injection";
import { jwtClaimRoutes } from "@/lib/config/checks/istio/jwt-claim-routes";
import { meshNetworks } from "@/lib/config/checks/istio/mesh-networks";
import { portNames } from "@/lib/config/checks/istio/port-names";
import { routeReach } from "@/lib/config/checks/istio/route-reach";
import { schemaValidation } from "@/lib/config/checks/istio/schema-validation";
import { serviceEntryAddresses } from "@/lib/config/checks/istio/service-entry-addresses";
import { serviceEntryProtocols } from "@/lib/config/checks/istio/service-entry-protocols";
import { sidecarSelectors } from "@/lib/config/checks/istio/sidecar-selectors";
import { subsetMissing } from "@/lib/config/checks/istio/subset-missing";
import { subsetPods } from "@/lib/config/checks/istio/subset-pods";
import { telemetryLightstep, telemetryProviders } from "@/lib/config/checks/istio/telemetry-providers";
import { telemetryDefaults, telemetrySelectors } from "@/lib/config/checks/istio/telemetry-selectors";
import { virtualServiceGateways } from "@/lib/config/checks/istio/virtual-service-gateways";
import { webhooks } from "@/lib/config/checks/istio/webhooks";
import type { Rule } from "@/lib/config/checks/rule";

const schemaOf = (kind: string): string =>
  `schemaValidation.CollectionValidationAnalyzer(collections.${kind})`;

/** Istio's analyzers by the name in its tests, and the rules that are ours for each. */
export const istioAnalyzers: Readonly<Record<string, readonly Rule[]>> = {
  "annotations.K8sAnalyzer": [annotations],
  "authn.BlockedCIDRsAnalyzer": [blockedCidrs],
  "authz.AuthorizationPoliciesAnalyzer": [authorizationPolicies],
  "conditions.ConditionAnalyzer": [conditions],
  "deployment.ApplicationUIDAnalyzer": [applicationUid],
  "deployment.ServiceAssociationAnalyzer": [deploymentServices],
  "deprecation.FieldAnalyzer": [deprecatedFields],
  "destinationrule.CaCertificateAnalyzer": [caCertificates],
  "destinationrule.PodNotSelectedAnalyzer": [destinationRuleHost, subsetPods],
  "envoyfilter.EnvoyPatchAnalyzer": [envoyFilters],
  "externalcontrolplane.ExternalControlPlaneAnalyzer": [externalControlPlane],
  "gateway.CertificateAnalyzer": [gatewayCertificates],
  "gateway.ConflictingGatewayAnalyzer": [gatewayConflicts],
  "gateway.IngressGatewayPortAnalyzer": [gatewayPorts],
  "gateway.SecretAnalyzer": [gatewaySecrets],
  "injection.Analyzer": [injection],
  "injection.ImageAnalyzer": [injectedImages],
  "injection.ImageAutoAnalyzer": [imageAuto],
  "k8sgateway.CRDVersionAnalyzer": [gatewayApiVersions],
  "k8sgateway.SelectorAnalyzer": [gatewaySelectors],
  "maturity.AlphaAnalyzer": [alphaAnnotations],
  "multicluster.MeshNetworksAnalyzer": [meshNetworks],
  "service.PortNameAnalyzer": [portNames],
  "serviceentry.ConflictingServiceEntryProtocolAnalyzer": [serviceEntryProtocols],
  "serviceentry.ProtocolAddressesAnalyzer": [serviceEntryAddresses],
  "sidecar.SelectorAnalyzer": [sidecarSelectors],
  "telemetry.DefaultSelectorAnalyzer": [telemetryDefaults],
  "telemetry.LightstepAnalyzer": [telemetryLightstep],
  "telemetry.ProviderAnalyzer": [telemetryProviders],
  "telemetry.SelectorAnalyzer": [telemetrySelectors],
  "virtualservice.ConflictingMeshGatewayHostsAnalyzer": [hostShared],
  "virtualservice.DestinationHostAnalyzer": [destinationHosts, ingressSubsets],
  "virtualservice.DestinationRuleAnalyzer": [subsetMissing],
  "virtualservice.GatewayAnalyzer": [virtualServiceGateways],
  "virtualservice.JWTClaimRouteAnalyzer": [jwtClaimRoutes],
  "webhook.Analyzer": [webhooks],
  [schemaOf("VirtualService")]: [routeReach, schemaValidation],
  [schemaOf("DestinationRule")]: [schemaValidation],
  [schemaOf("Gateway")]: [schemaValidation],
  [schemaOf("ServiceEntry")]: [schemaValidation],
  [schemaOf("Sidecar")]: [schemaValidation],
};
