import type { ClusterOutcome, SignInAnswer } from "@/lib/session/sign-in-answer";
import { processRuntime } from "@/server/context";
import { enterCluster, type ClusterEntry } from "@/server/identify";

/** A session opens when one cluster at least knows the token; "silent" is when none does but one could not be asked. */
export type SignIn = {
  readonly result: "open" | "refused" | "silent" | "not_needed";
  readonly answer: SignInAnswer;
};

/** Asks every cluster who `token` is. */
export async function tokenSignIn(token: string, signal: AbortSignal): Promise<SignIn> {
  const { loaded, clusters } = await processRuntime();
  if (loaded.config.auth.mode !== "token") {
    const message = "This console does not ask who you are (auth.mode is anonymous).";
    return { result: "not_needed", answer: { clusters: [], message } };
  }
  const entries = await Promise.all(clusters.map((cluster) => enterCluster(cluster, token, signal)));
  const outcomes = entries.map(outcomeOf);
  const known = entries.find((entry) => "actor" in entry);
  if (known !== undefined) return { result: "open", answer: { actor: known.actor.name, clusters: outcomes } };
  if (outcomes.every(({ outcome }) => outcome === "refused")) {
    return { result: "refused", answer: { clusters: outcomes, message: "No cluster knows this token." } };
  }
  const message = "No cluster could say whose token this is. Nobody is signed in.";
  return { result: "silent", answer: { clusters: outcomes, message } };
}

function outcomeOf(entry: ClusterEntry): ClusterOutcome {
  const { cluster } = entry;
  if ("actor" in entry) return { cluster, outcome: "accepted" };
  const { reason, message } = entry.fault;
  return { cluster, outcome: reason === "unauthenticated" ? "refused" : "silent", reason, message };
}
