/** Kinds that a policy can be attached to by name. */
export const targetKinds = ["Gateway", "GatewayClass", "Service", "ServiceEntry"] as const;
export type TargetKind = (typeof targetKinds)[number];
