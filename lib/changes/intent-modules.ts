import type { IntentModule } from "@/lib/changes/intent-module";
import type { IntentKind, IntentOf } from "@/lib/changes/intent-schemas";
import { pendingModule } from "@/lib/routing/pending-module";
import { trafficSplitModule } from "@/lib/routing/split-module";
import { accessModule } from "@/lib/security/access-module";
import { backendTlsModule } from "@/lib/security/backend-tls-module";
import { jwtModule } from "@/lib/security/jwt-module";
import { mtlsModule } from "@/lib/security/mtls-module";
import { sidecarScopeModule } from "@/lib/security/sidecar-scope-module";

/** Every kind of change that has a form. A new one is a line here and one in `intentSchemas`. */
export const intentModules: { readonly [K in IntentKind]: IntentModule<IntentOf<K>> } = {
  traffic_split: trafficSplitModule,
  mirror: pendingModule("Mirror", (service, api) => ({
    api,
    service,
    destination: { name: "mirror", labels: {} },
    mirrorPercent: 100,
  })),
  request_route: pendingModule<IntentOf<"request_route">>("Route", (service, api) => ({
    api,
    service,
    name: "route",
    matches: [],
    destinations: [],
    position: "first",
  })),
  timeout_retry: pendingModule("Timeout", (service, api) => ({ api, service, route: "" })),
  circuit_breaker: pendingModule("Circuit breaker", (service, api) => ({ api, service, connectionPool: {} })),
  fault: pendingModule<IntentOf<"fault">>("Fault", (service, api) => ({
    api,
    service,
    name: "",
    matches: [],
  })),
  load_balancing: pendingModule<IntentOf<"load_balancing">>("Load balancing", (service, api) => ({
    api,
    service,
    algorithm: "default",
    locality: { mode: "default", failover: [], distribute: [], failoverPriority: [] },
  })),
  mtls: mtlsModule,
  access: accessModule,
  jwt: jwtModule,
  sidecar_scope: sidecarScopeModule,
  backend_tls: backendTlsModule,
};
