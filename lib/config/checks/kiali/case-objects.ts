/** Objects for the cases of the rules' test, in YAML. */
export const object = (kind: string, name: string, spec: string, more = "") => {
  const groups: Record<string, string> = {
    Namespace: "v1",
    ServiceAccount: "v1",
    Service: "v1",
    ConfigMap: "v1",
    Deployment: "apps/v1",
    PeerAuthentication: "security.istio.io/v1",
    RequestAuthentication: "security.istio.io/v1",
    AuthorizationPolicy: "security.istio.io/v1",
    Telemetry: "telemetry.istio.io/v1",
    WasmPlugin: "extensions.istio.io/v1alpha1",
    K8sGateway: "gateway.networking.k8s.io/v1",
    GatewayClass: "gateway.networking.k8s.io/v1",
    GRPCRoute: "gateway.networking.k8s.io/v1",
    HTTPRoute: "gateway.networking.k8s.io/v1",
    ReferenceGrant: "gateway.networking.k8s.io/v1beta1",
  };
  return `---
apiVersion: ${groups[kind] ?? "networking.istio.io/v1"}
kind: ${kind.replace("K8s", "")}
metadata: {name: ${name}${more}}
spec: ${spec}
`;
};
export const namespaces = object("Namespace", "bookinfo", "{}");
export const ambient = object("Namespace", "bookinfo", "{}", ", labels: {istio.io/dataplane-mode: ambient}");
export const waypoint = object("K8sGateway", "waypoint", "{gatewayClassName: istio-waypoint}");
export const bound = object(
  "Namespace",
  "bookinfo",
  "{}",
  ", labels: {istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint}",
);
export const policy = (rules: string, more = "") =>
  object("AuthorizationPolicy", "p", `{${more}rules: ${rules}}`);
export const from = (source: string) => policy(`[{from: [{source: ${source}}]}]`);
export const to = (operation: string) => policy(`[{to: [{operation: ${operation}}]}]`);
export const meshConfig = (text: string) => `---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: "${text}"}
`;
export const manual = meshConfig("enableAutoMtls: false");
export const mutual = (name: string, host: string) =>
  object("DestinationRule", name, `{host: "${host}", trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`);
export const peer = (name: string, mode: string, more = "") =>
  object("PeerAuthentication", name, `{mtls: {mode: ${mode}}}`, more);
export const inMesh = ", namespace: istio-system";
export const virtual = (spec: string) => object("VirtualService", "v", spec);
export const account = object("ServiceAccount", "cart", "{}");
export const pod = (labels: string, more = "") => `---
apiVersion: v1
kind: Pod
metadata: {name: p, labels: ${labels}${more}}
spec: {containers: [{name: app, ports: [{name: web, containerPort: 80}]}]}
status: {phase: Running}
`;
export const sidecarPod = `---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: app}, {name: istio-proxy}]}
status: {phase: Running}
`;
export const listeners = (list: string, more = "") => `{gatewayClassName: istio, ${more}listeners: ${list}}`;
export const http = "{name: a, port: 80, protocol: HTTP}";
export const istioClass = object("GatewayClass", "istio", "{}");
export const template = (labels: string) =>
  object("Deployment", "d", `{template: {metadata: {labels: ${labels}}}}`);
