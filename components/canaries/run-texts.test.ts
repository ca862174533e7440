import { describe, expect, it } from "vitest";
import { canaryEventKinds } from "@/lib/canaries/event-kinds";
import { pauseReasons } from "@/lib/canaries/run";
import { verdictReasons } from "@/lib/canaries/verdict";
import { messages } from "@/lib/i18n/messages";
import { canaryObstacleCodes } from "@/server/operations/canaries/obstacle";

/** Verdicts that end a run, and what else does. */
const endings = [
  "worse_than_stable",
  "worse_than_before",
  "many_failures",
  "budget_burning",
  "objective_missed",
  "canary_not_ready",
  "deadline",
  "aborted",
  "restart_refused",
  "restore",
];

describe.each(["en", "zh"] as const)("the texts of a canary in %s", (locale) => {
  const texts = messages[locale].canaries;
  const missing = (keys: readonly string[], of: object) => keys.filter((key) => !(key in of));

  it("are there for every reason of a verdict", () => {
    expect(missing(verdictReasons, texts.verdict)).toEqual([]);
  });

  it("are there for every reason to pause, with the ways on", () => {
    expect(missing(pauseReasons, texts.pause.reason)).toEqual([]);
    expect(Object.values(texts.pause.reason).flatMap((one) => missing(["what", "why", "ways"], one))).toEqual(
      [],
    );
  });

  it("are there for every event", () => {
    expect(missing(canaryEventKinds, texts.event)).toEqual([]);
  });

  it("are there for every end", () => {
    expect(missing(endings, texts.endReason)).toEqual([]);
  });

  it("are there in the list of runs and its notices", () => {
    const { reason, verdict } = messages[locale].delivery;
    expect(missing(verdictReasons, verdict)).toEqual([]);
    expect(missing([...endings, ...pauseReasons], reason)).toEqual([]);
  });

  it("are there for every obstacle", () => {
    expect(missing(canaryObstacleCodes, texts.obstacle)).toEqual([]);
  });
});
