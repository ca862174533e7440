import { z } from "zod";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

const portSchema = z.looseObject({
  name: z.string().optional(),
  port: z.number(),
  targetPort: z.union([z.number(), z.string()]).optional(),
  appProtocol: z.string().optional(),
  protocol: z.string().optional(),
});
const serviceSpecSchema = z.looseObject({
  selector: z.record(z.string(), z.string()).nullish(),
  ports: z.array(portSchema).default([]),
});
export type ServicePort = z.infer<typeof portSchema>;

/** Selector and ports of a Service manifest; empty ones when it is not in that shape. */
export const serviceSpec = memoByIdentity(
  (
    manifest: Manifest,
  ): {
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly ServicePort[];
  } => {
    const parsed = serviceSpecSchema.safeParse(manifest.spec ?? {});
    return parsed.success
      ? { selector: parsed.data.selector ?? {}, ports: parsed.data.ports }
      : { selector: {}, ports: [] };
  },
);

/** What the port carries by Istio's rule: appProtocol, then the port name's prefix; "auto" when neither says. */
export function portProtocol(port: ServicePort): "http" | "grpc" | "tcp" | "auto" {
  const hint = (port.appProtocol ?? port.name ?? "").toLowerCase().replace(/^kubernetes\.io\//, "");
  const prefix = hint.split("-")[0] ?? "";
  if (port.protocol === "UDP") return "tcp";
  if (/^(grpc|grpcweb)$/.test(prefix) || hint.startsWith("grpc-web")) return "grpc";
  if (/^(http|http2|h2c|ws)$/.test(prefix)) return "http";
  return /^(tcp|tls|https|mongo|mysql|redis|udp)$/.test(prefix) ? "tcp" : "auto";
}

/** Whether `labels` have every pair of `selector`. An empty selector selects nothing. */
export function isSelected(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}
