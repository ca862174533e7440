"use client";
import { lazy, type ComponentType } from "react";
import type { IntentFormProps } from "./wizard/intent-form-props";
import { LazyServiceStep } from "./wizard/lazy-steps";
import type { RoutingKind } from "./wizard/routing-kinds";
import { WizardScreen } from "./wizard/wizard-screen";
import type { IntentOf } from "@/lib/changes/intent-schemas";

type FormKind = Exclude<RoutingKind, "traffic_split">;

/** The form of each kind, loaded when it is first shown. */
const forms: { readonly [K in FormKind]: ComponentType<IntentFormProps<IntentOf<K>>> } = {
  mirror: lazy(async () => ({ default: (await import("./forms/mirror-form")).MirrorForm })),
  request_route: lazy(async () => ({
    default: (await import("./forms/request-route-form")).RequestRouteForm,
  })),
  timeout_retry: lazy(async () => ({
    default: (await import("./forms/timeout-retry-form")).TimeoutRetryForm,
  })),
  circuit_breaker: lazy(async () => ({
    default: (await import("./forms/circuit-breaker-form")).CircuitBreakerForm,
  })),
  fault: lazy(async () => ({ default: (await import("./forms/fault-form")).FaultForm })),
  load_balancing: lazy(async () => ({
    default: (await import("./forms/load-balancing-form")).LoadBalancingForm,
  })),
};

/** The wizard of one kind of routing change. */
export function IntentScreen({ kind }: { kind: FormKind }) {
  return <KindScreen kind={kind} />;
}

function KindScreen<K extends FormKind>({ kind }: { kind: K }) {
  return (
    <WizardScreen
      kind={kind}
      Form={forms[kind]}
      chooseTarget={(onChoose) => <LazyServiceStep onChoose={onChoose} />}
    />
  );
}
