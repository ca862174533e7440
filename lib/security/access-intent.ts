import "@/lib/browser-zod";
import { z } from "zod";
import { accessActions, type CallerField } from "@/lib/security/access-fields";
import { objectNameSchema, policyTargetSchema } from "@/lib/security/policy-target";

const maxValues = 200;
const values = (schema: z.ZodString) =>
  z.array(schema).max(maxValues, `at most ${maxValues} values`).default([]);
const text = z.string().trim().min(1, "write a value, or remove the line");
const octet = String.raw`(25[0-5]|2[0-4]\d|1?\d?\d)`;
const ipv4Block = new RegExp(`^${octet}(\\.${octet}){3}(/(3[0-2]|[12]?\\d))?$`);
const ipv6Block = /^(?=.*:)[0-9a-fA-F:]+(\.\d+){0,3}(\/(12[0-8]|1[01]\d|\d{1,2}))?$/;
const ipBlock = text.refine(
  (block) => ipv4Block.test(block) || ipv6Block.test(block),
  "use an address or a block like 10.0.0.0/8",
);
const port = text.refine(
  (number) => /^[1-9]\d{0,4}$/.test(number) && Number(number) <= 65_535,
  "use a port number between 1 and 65535",
);
const path = text.refine(
  (one) => one.startsWith("/") || one.startsWith("*") || one.startsWith("{"),
  "a path starts with / or *",
);
const serviceAccount = text.regex(
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?\/)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
  "use an account, or namespace/account; there are no wildcards",
);

const callersSchema = z.object({
  /** `cluster.local/ns/shop/sa/cart`, `*` or with a star at one end. */
  principals: values(text),
  namespaces: values(text),
  /** `account`, or `namespace/account`. */
  serviceAccounts: values(serviceAccount),
  /** `issuer/subject` of a token. */
  requestPrincipals: values(text),
  ipBlocks: values(ipBlock),
  /** Of the caller behind the proxies that the gateway trusts. */
  remoteIpBlocks: values(ipBlock),
});
export type Callers = z.infer<typeof callersSchema>;

const operationShape = {
  methods: values(text),
  paths: values(path),
  hosts: values(text),
  ports: values(port),
};
const operationSchema = z.object(operationShape);
export type Operation = z.infer<typeof operationSchema>;

export const accessRuleSchema = z
  .object({
    /** Every field that is not empty must match, any of its values does. */
    callers: callersSchema.prefault({}),
    notCallers: callersSchema.prefault({}),
    ...operationShape,
    /** Requests that the rule is not about. */
    except: operationSchema.prefault({}),
  })
  .superRefine((rule, context) => {
    const { callers, notCallers } = rule;
    const count = (field: CallerField) => callers[field].length + notCallers[field].length;
    if (count("serviceAccounts") === 0 || count("principals") + count("namespaces") === 0) return;
    const part = callers.serviceAccounts.length > 0 ? "callers" : "notCallers";
    context.addIssue({
      code: "custom",
      path: [part, "serviceAccounts"],
      message: "service accounts stand alone: Istio refuses them beside principals or namespaces",
    });
  });
export type AccessRule = z.infer<typeof accessRuleSchema>;

export const accessIntentSchema = z
  .object({
    target: policyTargetSchema,
    name: objectNameSchema,
    action: z.enum(accessActions),
    /** A request is meant when any rule matches; a rule without fields means every request. */
    rules: z.array(accessRuleSchema).max(100, "at most 100 rules in one policy").default([]),
  })
  .superRefine(({ action, rules }, context) => {
    if (action !== "ALLOW" && rules.length === 0) {
      context.addIssue({
        code: "custom",
        path: ["rules"],
        message: "without a rule this never matches: add a rule, an empty one means every request",
      });
    }
  });

/** Who may call what. */
export type AccessIntent = z.infer<typeof accessIntentSchema>;
