import {
  grpcStatusNames,
  plainStatuses,
  responseFlags,
  ztunnelFlags,
  type FlagInfo,
  type StatusInfo,
} from "@/lib/causes/flags";

export type Glossary = {
  readonly flags: readonly FlagInfo[];
  readonly ztunnelFlags: readonly string[];
  readonly statuses: readonly StatusInfo[];
  readonly grpcStatuses: readonly { readonly status: number; readonly name: string }[];
};

/** Every response flag, plain status and gRPC status that can be asked for. */
export function readGlossary(): Glossary {
  return {
    flags: responseFlags,
    ztunnelFlags,
    statuses: plainStatuses,
    grpcStatuses: grpcStatusNames.map((name, status) => ({ status, name })),
  };
}
