/** How a DestinationRule makes connections. */
export const backendTlsModes = ["DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"] as const;
