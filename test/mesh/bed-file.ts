import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

const bedSchema = z.looseObject({
  KUBE_SERVER: z.string(),
  KUBE_CA: z.string(),
  KUBECONFIG_HEDDLE_ADMIN: z.string(),
  KUBECONFIG_HEDDLE_VIEWER: z.string(),
  /** May do everything; for scenes that no console user could set. */
  TOKEN_ADMIN: z.string(),
  TOKEN_HEDDLE_ADMIN: z.string(),
  ISTIOD_DEBUG: z.string(),
  PROMETHEUS: z.string(),
  JAEGER: z.string(),
  INGRESS: z.string(),
  pods: z.array(
    z.looseObject({
      name: z.string(),
      namespace: z.string(),
      workload: z.string(),
      ip: z.string(),
      kind: z.string(),
    }),
  ),
});
export type Bed = z.infer<typeof bedSchema>;

/** The running mesh bed that MESHBED names, or undefined. */
export function readBed(): Bed | undefined {
  const path = process.env["MESHBED"];
  if (path === undefined || !existsSync(path)) return undefined;
  return bedSchema.parse(JSON.parse(readFileSync(path, "utf8")));
}
