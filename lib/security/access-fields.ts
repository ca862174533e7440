/** Fields of a source, each with its `not…` twin in the API. */
export const callerFields = [
  "principals",
  "namespaces",
  "serviceAccounts",
  "requestPrincipals",
  "ipBlocks",
  "remoteIpBlocks",
] as const;
export type CallerField = (typeof callerFields)[number];

/** Fields of an operation, each with its `not…` twin in the API. */
export const operationFields = ["methods", "paths", "hosts", "ports"] as const;

export const accessActions = ["ALLOW", "DENY", "AUDIT"] as const;
