import { SourceError, warningFromError, type SourceName, type SourceWarning } from "@/lib/errors";

/** What a source's test found. `facts` are short lines such as a version; `problems` say what to change. */
export type Finding = {
  readonly facts: readonly string[];
  readonly problems: readonly SourceWarning[];
};

export type SourceReport = Finding & {
  readonly cluster: string;
  readonly source: SourceName;
  readonly state: "ok" | "degraded" | "failed" | "not_configured";
  readonly durationMs: number;
};

/** Runs one source's test; a source that fails is a report too. */
export async function probe(
  target: { readonly cluster: string; readonly source: SourceName },
  nowMs: () => number,
  test: () => Promise<Finding>,
): Promise<SourceReport> {
  const startMs = nowMs();
  const finish = (state: SourceReport["state"], found: Finding): SourceReport => ({
    ...target,
    state,
    ...found,
    durationMs: nowMs() - startMs,
  });
  try {
    const { facts, problems } = await test();
    const explained = problems.map(withRemedy);
    return finish(problems.length === 0 ? "ok" : "degraded", { facts, problems: explained });
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const state = error.reason === "not_configured" ? "not_configured" : "failed";
    return finish(state, { facts: [], problems: [withRemedy(warningFromError(error))] });
  }
}

/** The problem with the setting to look at, where the source did not say it itself. */
function withRemedy(problem: SourceWarning): SourceWarning {
  if (problem.hint !== undefined) return problem;
  const hint = remedyFor(problem);
  return hint === undefined ? problem : { ...problem, hint };
}

function remedyFor({ source, reason }: SourceWarning): string | undefined {
  const address = source === "kubernetes" ? "kubernetes.kubeconfig and kubernetes.context" : `${source}.url`;
  if (reason === "refused" || reason === "dns") return `Correct ${address} of this cluster.`;
  if (reason === "timeout")
    return `Check ${address}, and whether a firewall or network policy drops the packets.`;
  if (reason === "tls") return `Set ${source}.tls.caFile to the authority of the server's certificate.`;
  if (reason === "unauthenticated") {
    return source === "kubernetes"
      ? "The token or certificate of the kubeconfig is missing, wrong or expired."
      : `Set ${source}.bearerTokenFile or ${source}.headers.Authorization.`;
  }
  if (reason === "forbidden" && source === "istiod") {
    return "Grant get on pods/proxy in istiod's namespace, or set istiod.access to portForward or direct.";
  }
  if (reason === "not_json" || reason === "not_found")
    return `${address} answers, but is not this API: check its path prefix.`;
  return undefined;
}
