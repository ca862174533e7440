import { WasmPlugin } from "@kubernetes-models/istio/extensions.istio.io/v1alpha1";
import {
  DestinationRule,
  Gateway,
  ServiceEntry,
  Sidecar,
  VirtualService,
  WorkloadEntry,
  WorkloadGroup,
} from "@kubernetes-models/istio/networking.istio.io/v1";
import { EnvoyFilter } from "@kubernetes-models/istio/networking.istio.io/v1alpha3";
import { ProxyConfig } from "@kubernetes-models/istio/networking.istio.io/v1beta1";
import {
  AuthorizationPolicy,
  PeerAuthentication,
  RequestAuthentication,
} from "@kubernetes-models/istio/security.istio.io/v1";
import { Telemetry } from "@kubernetes-models/istio/telemetry.istio.io/v1";
import {
  Gateway as ApiGateway,
  GatewayClass,
  GRPCRoute,
  HTTPRoute,
} from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1";
import { ReferenceGrant } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1beta1";
import { z } from "zod";
import type { JsonObject } from "@/server/demo/kubernetes/json-value";

/** One thing that a compiled JSON schema found. */
const issueSchema = z.looseObject({
  instancePath: z.string(),
  keyword: z.string(),
  params: z.record(z.string(), z.unknown()),
});
export type SchemaIssue = z.infer<typeof issueSchema>;
const failureSchema = z.looseObject({ errors: z.array(issueSchema) });

type Model = { readonly apiVersion: string; readonly kind: string };

/** A model class by what is used of it: its prototype holds the compiled validator. */
const models: readonly (Model & { readonly prototype: { validate(): void } })[] = [
  VirtualService,
  DestinationRule,
  Gateway,
  ServiceEntry,
  Sidecar,
  WorkloadEntry,
  WorkloadGroup,
  EnvoyFilter,
  ProxyConfig,
  AuthorizationPolicy,
  PeerAuthentication,
  RequestAuthentication,
  Telemetry,
  WasmPlugin,
  ApiGateway,
  GatewayClass,
  HTTPRoute,
  GRPCRoute,
  ReferenceGrant,
];
const byKind = new Map(models.map((model) => [`${model.apiVersion.split("/")[0]}/${model.kind}`, model]));

/** What the compiled schema of a kind finds wrong in the values of an object; nothing for kinds without one. */
export function schemaIssues(group: string, kind: string, object: JsonObject): readonly SchemaIssue[] {
  const model = byKind.get(`${group}/${kind}`);
  if (model === undefined) return [];
  try {
    model.prototype.validate.call({ ...object, apiVersion: model.apiVersion });
    return [];
  } catch (error) {
    const failure = failureSchema.safeParse(error);
    if (!failure.success) throw error;
    return failure.data.errors;
  }
}
