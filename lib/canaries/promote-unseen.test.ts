import { expect, it } from "vitest";
import { begun } from "@/lib/canaries/canary-fixture";

it("without data a canary is promoted all the same when a person says so and why, also when the write has to be tried again", () => {
  const silent = { counts: "unknown" } as const;
  const trial = begun().pass(4, silent);
  expect(trial.where).toBe("paused 0 metrics_unavailable");
  expect(trial.person("promote", " ")).toBe("reason_missing");
  expect(trial.person("promote", "looked at the logs")).toBeUndefined();
  trial.write({ state: "retry", message: "timeout" } as const).look(silent);
  expect(trial.run.body.pending?.target).toEqual({ kind: "promote" });
  expect(trial.write().where).toBe("promoted promote");
  const act = trial.events.find(({ kind }) => kind === "act_promote");
  expect(act).toMatchObject({ actor: "sam", data: { reason: "looked at the logs" } });
});
