"use client";
import { lazy, type ComponentType } from "react";
import type { SecurityKind } from "./security-kinds";
import { TargetStep } from "./target-step";
import type { IntentFormProps } from "@/components/routing/wizard/intent-form-props";
import { WizardScreen } from "@/components/routing/wizard/wizard-screen";
import type { IntentOf } from "@/lib/changes/intent-schemas";

/** The form of each kind, loaded when it is first shown. */
const forms: { readonly [K in SecurityKind]: ComponentType<IntentFormProps<IntentOf<K>>> } = {
  mtls: lazy(async () => ({ default: (await import("./forms/mtls-form")).MtlsForm })),
  access: lazy(async () => ({ default: (await import("./forms/access-form")).AccessForm })),
  jwt: lazy(async () => ({ default: (await import("./forms/jwt-form")).JwtForm })),
  sidecar_scope: lazy(async () => ({
    default: (await import("./forms/sidecar-scope-form")).SidecarScopeForm,
  })),
  backend_tls: lazy(async () => ({ default: (await import("./forms/backend-tls-form")).BackendTlsForm })),
};

/** The wizard of one kind of security change. */
export function SecurityIntentScreen({ kind }: { kind: SecurityKind }) {
  return <KindScreen kind={kind} />;
}

function KindScreen<K extends SecurityKind>({ kind }: { kind: K }) {
  return (
    <WizardScreen
      kind={kind}
      Form={forms[kind]}
      chooseTarget={(onChoose) => <TargetStep kind={kind} onChoose={onChoose} />}
    />
  );
}
