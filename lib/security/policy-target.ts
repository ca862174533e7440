import "@/lib/browser-zod";
import { z } from "zod";
import { targetKinds } from "@/lib/security/target-kinds";

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const dnsSubdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelKey =
  /^(?=.{1,317}$)([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

export const namespaceSchema = z
  .string()
  .regex(dnsLabel, "use a namespace's name: a-z, 0-9 and -, at most 63 characters");
export const objectNameSchema = z
  .string()
  .regex(dnsSubdomain, "use a Kubernetes name: a-z, 0-9, - and dots, at most 253 characters");

/** Labels that pick pods. Istio's selectors know no wildcards. */
export const selectorSchema = z
  .record(
    z.string(),
    z
      .string()
      .regex(labelValue, "use a label's value: letters, digits, -, _ and dots; there are no wildcards"),
  )
  .superRefine((labels, context) => {
    for (const key of Object.keys(labels)) {
      if (labelKey.test(key)) continue;
      context.addIssue({
        code: "custom",
        path: [key],
        message: "use a label's key: letters, digits, -, _ and dots, with a prefix/ if it has one",
      });
    }
  });

const targetRefSchema = z.object({ kind: z.enum(targetKinds), name: objectNameSchema });
export type TargetRef = z.infer<typeof targetRefSchema>;

/** What a policy is about: a whole namespace, the pods that a selector picks, or gateways and waypoints by name. */
export const policyTargetSchema = z
  .object({
    namespace: namespaceSchema,
    selector: selectorSchema.default({}),
    targetRefs: z.array(targetRefSchema).max(16, "a policy is attached to at most 16 objects").default([]),
  })
  .superRefine(({ selector, targetRefs }, context) => {
    if (targetRefs.length > 0 && Object.keys(selector).length > 0) {
      context.addIssue({
        code: "custom",
        path: ["targetRefs"],
        message: "a policy picks pods by labels or is attached by name, not both: empty one of the two",
      });
    }
    targetRefs.forEach((ref, index) => {
      if (targetRefs.findIndex(({ kind, name }) => kind === ref.kind && name === ref.name) !== index) {
        context.addIssue({
          code: "custom",
          path: ["targetRefs", index],
          message: "this object is named twice: remove one",
        });
      }
    });
  });
export type PolicyTarget = z.infer<typeof policyTargetSchema>;
