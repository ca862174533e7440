import { z } from "zod";

const texts = z.array(z.string()).optional();

const sourceSchema = z.looseObject({
  principals: texts,
  notPrincipals: texts,
  requestPrincipals: texts,
  notRequestPrincipals: texts,
  namespaces: texts,
  notNamespaces: texts,
  serviceAccounts: texts,
  notServiceAccounts: texts,
  ipBlocks: texts,
  notIpBlocks: texts,
  remoteIpBlocks: texts,
  notRemoteIpBlocks: texts,
});
export type SourceSpec = z.infer<typeof sourceSchema>;

const operationSchema = z.looseObject({
  hosts: texts,
  notHosts: texts,
  ports: texts,
  notPorts: texts,
  methods: texts,
  notMethods: texts,
  paths: texts,
  notPaths: texts,
});
export type OperationSpec = z.infer<typeof operationSchema>;

const conditionSchema = z.looseObject({ key: z.string(), values: texts, notValues: texts });
export type ConditionSpec = z.infer<typeof conditionSchema>;

const ruleSchema = z.looseObject({
  from: z.array(z.looseObject({ source: sourceSchema.optional() })).optional(),
  to: z.array(z.looseObject({ operation: operationSchema.optional() })).optional(),
  when: z.array(conditionSchema).optional(),
});
export type RuleSpec = z.infer<typeof ruleSchema>;

export const authorizationPolicySchema = z.looseObject({
  selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
  targetRef: z.looseObject({ kind: z.string(), name: z.string() }).optional(),
  targetRefs: z.array(z.looseObject({ kind: z.string(), name: z.string() })).optional(),
  action: z.string().optional(),
  provider: z.looseObject({ name: z.string().optional() }).optional(),
  rules: z.array(ruleSchema).optional(),
});
export type AuthorizationPolicySpec = z.infer<typeof authorizationPolicySchema>;
