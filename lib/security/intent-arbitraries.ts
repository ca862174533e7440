import fc from "fast-check";
import { accessActions } from "@/lib/security/access-fields";
import type { AccessIntent, Callers } from "@/lib/security/access-intent";
import type { BackendTlsIntent } from "@/lib/security/backend-tls-intent";
import type { JwtIntent, JwtIssuer } from "@/lib/security/jwt-intent";
import type { MtlsIntent } from "@/lib/security/mtls-intent";
import { mtlsModes } from "@/lib/security/mtls-modes";
import type { PolicyTarget } from "@/lib/security/policy-target";
import type { SidecarScopeIntent } from "@/lib/security/sidecar-scope-intent";

// For tests: intents of every kind in the namespace `shop`, each one that its schema accepts.

const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 2 });
const selectors = fc.constantFrom<Record<string, string>>(
  { app: "cart" },
  { app: "cart", version: "v1" },
  { "app.kubernetes.io/name": "cart" },
);
const modes = fc.constantFrom(...mtlsModes);

export const mtlsIntents: fc.Arbitrary<MtlsIntent> = fc.oneof(
  fc.record({
    scope: fc.constant("workload" as const),
    namespace: fc.constant("shop"),
    selector: selectors,
    mode: modes,
    portModes: fc.dictionary(fc.constantFrom("80", "8080", "65535"), modes),
  }),
  fc.record({
    scope: fc.constant("namespace" as const),
    namespace: fc.constant("shop"),
    selector: fc.constant({}),
    mode: modes,
    portModes: fc.constant({}),
  }),
  fc.record({
    scope: fc.constant("mesh" as const),
    namespace: fc.constant("istio-system"),
    selector: fc.constant({}),
    mode: modes,
    portModes: fc.constant({}),
  }),
);

const targets: fc.Arbitrary<PolicyTarget> = fc.oneof(
  selectors.map((selector) => ({ namespace: "shop", selector, targetRefs: [] })),
  fc.constant<PolicyTarget>({ namespace: "shop", selector: {}, targetRefs: [] }),
  fc.constantFrom<PolicyTarget>(
    { namespace: "shop", selector: {}, targetRefs: [{ kind: "Service", name: "cart" }] },
    {
      namespace: "shop",
      selector: {},
      targetRefs: [
        { kind: "Gateway", name: "waypoint" },
        { kind: "ServiceEntry", name: "bank" },
      ],
    },
  ),
);

const identities = fc.record({
  principals: some("*", "cluster.local/ns/shop/sa/web", "*/sa/web"),
  namespaces: some("shop", "orders*"),
  serviceAccounts: fc.constant<string[]>([]),
  requestPrincipals: some("*", "https://issuer/*"),
  ipBlocks: some("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"),
  remoteIpBlocks: some("203.0.113.0/24"),
});
const nobody = fc.constant<string[]>([]);
const accounts = fc.record<Callers>({
  principals: nobody,
  namespaces: nobody,
  serviceAccounts: some("web", "orders/checkout"),
  requestPrincipals: nobody,
  ipBlocks: nobody,
  remoteIpBlocks: nobody,
});
const operations = {
  methods: some("GET", "POST"),
  paths: some("/cart*", "*.png", "/cart/{*}"),
  hosts: some("cart.shop.svc.cluster.local", "*.example.com"),
  ports: some("8080", "65535"),
};
const rules = fc.oneof(identities, accounts).chain((callers) =>
  fc.record({
    callers: fc.constant(callers),
    notCallers: callers.serviceAccounts.length > 0 ? accounts : identities,
    ...operations,
    except: fc.record(operations),
  }),
);

export const accessIntents: fc.Arbitrary<AccessIntent> = fc
  .record({
    target: targets,
    name: fc.constantFrom("cart-viewer", "cart.v2"),
    action: fc.constantFrom(...accessActions),
    rules: fc.array(rules, { maxLength: 4 }),
  })
  .filter(({ action, rules: list }) => action === "ALLOW" || list.length > 0);

const issuers = fc
  .record(
    {
      issuer: fc.constantFrom("https://a.example.com", "b@example.com", "c"),
      jwksUri: fc.constant("https://a.example.com/keys"),
      audiences: some("web", "app"),
      fromHeaders: fc.constantFrom<JwtIssuer["fromHeaders"]>(
        [],
        [{ name: "x-token", prefix: "Token " }, { name: "y" }],
      ),
      fromParams: some("token"),
      forwardOriginalToken: fc.boolean(),
    },
    { requiredKeys: ["issuer", "audiences", "fromHeaders", "fromParams", "forwardOriginalToken"] },
  )
  .chain((issuer) =>
    fc.constantFrom<JwtIssuer>(
      issuer,
      issuer.jwksUri === undefined ? { ...issuer, jwks: '{"keys":[]}' } : issuer,
    ),
  );

export const jwtIntents: fc.Arbitrary<JwtIntent> = fc.record({
  target: targets,
  name: fc.constantFrom("cart-jwt", "tokens"),
  issuers: fc.uniqueArray(issuers, { minLength: 1, maxLength: 3, selector: ({ issuer }) => issuer }),
  requireToken: fc.boolean(),
});

export const sidecarScopeIntents: fc.Arbitrary<SidecarScopeIntent> = fc.record(
  {
    namespace: fc.constant("shop"),
    selector: fc.oneof(selectors, fc.constant({})),
    egressHosts: fc.uniqueArray(
      fc.constantFrom(
        "./*",
        "istio-system/*",
        "*/api.example.com",
        "orders/orders.orders.svc.cluster.local",
        "~/*",
      ),
      { minLength: 1 },
    ),
    outboundMode: fc.constantFrom("ALLOW_ANY" as const, "REGISTRY_ONLY" as const),
  },
  { requiredKeys: ["namespace", "selector", "egressHosts"] },
);

const istioTls = fc.constantFrom<Partial<BackendTlsIntent>>(
  { mode: "DISABLE" },
  { mode: "ISTIO_MUTUAL", sni: "cart.internal" },
  { mode: "SIMPLE" },
  {
    mode: "SIMPLE",
    sni: "api.example.com",
    caCertificates: "/etc/ca.pem",
    subjectAltNames: ["api.example.com"],
  },
  { mode: "SIMPLE", credentialName: "api-ca" },
  { mode: "SIMPLE", insecureSkipVerify: true },
  { mode: "MUTUAL", clientCertificate: "/etc/cert.pem", privateKey: "/etc/key.pem" },
  { mode: "MUTUAL", credentialName: "api-client" },
);
const istioBackends = fc
  .record({
    tls: istioTls,
    host: fc.constantFrom("cart.shop.svc.cluster.local", "api.example.com", "*.example.com"),
    port: fc.constantFrom(undefined, 8443),
  })
  .map(({ tls, host, port }): BackendTlsIntent => ({
    api: "istio",
    namespace: "shop",
    host,
    ...(port === undefined ? {} : { port }),
    mode: "SIMPLE",
    subjectAltNames: [],
    insecureSkipVerify: false,
    ...tls,
  }));
const gatewayBackends = fc
  .record(
    { credentialName: fc.constant("cart-ca"), subjectAltNames: some("cart.internal", "spiffe://shop/cart") },
    { requiredKeys: ["subjectAltNames"] },
  )
  .map((more): BackendTlsIntent => ({
    api: "gateway",
    namespace: "shop",
    host: "cart.shop.svc.cluster.local",
    mode: "SIMPLE",
    sni: "cart.internal",
    insecureSkipVerify: false,
    ...more,
  }));
export const backendTlsIntents: fc.Arbitrary<BackendTlsIntent> = fc.oneof(istioBackends, gatewayBackends);
