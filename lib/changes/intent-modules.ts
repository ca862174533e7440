import type { IntentModule } from "@/lib/changes/intent-module";
import type { IntentKind, IntentOf } from "@/lib/changes/intent-schemas";
import { circuitBreakerModule } from "@/lib/routing/circuit-breaker-module";
import { faultModule } from "@/lib/routing/fault-module";
import { loadBalancingModule } from "@/lib/routing/load-balancing-module";
import { mirrorModule } from "@/lib/routing/mirror-module";
import { requestRouteModule } from "@/lib/routing/request-route-module";
import { trafficSplitModule } from "@/lib/routing/split-module";
import { timeoutRetryModule } from "@/lib/routing/timeout-retry-module";
import { accessModule } from "@/lib/security/access-module";
import { backendTlsModule } from "@/lib/security/backend-tls-module";
import { jwtModule } from "@/lib/security/jwt-module";
import { mtlsModule } from "@/lib/security/mtls-module";
import { sidecarScopeModule } from "@/lib/security/sidecar-scope-module";

/** Every kind of change that has a form. A new one is a line here and one in `intentSchemas`. */
export const intentModules: { readonly [K in IntentKind]: IntentModule<IntentOf<K>> } = {
  traffic_split: trafficSplitModule,
  mirror: mirrorModule,
  request_route: requestRouteModule,
  timeout_retry: timeoutRetryModule,
  circuit_breaker: circuitBreakerModule,
  fault: faultModule,
  load_balancing: loadBalancingModule,
  mtls: mtlsModule,
  access: accessModule,
  jwt: jwtModule,
  sidecar_scope: sidecarScopeModule,
  backend_tls: backendTlsModule,
};
