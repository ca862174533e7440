import "@/lib/browser-zod";
import { z } from "zod";
import { notificationEvents, type NotificationEvent } from "@/lib/delivery/notification-channel";
import { runKinds, type Run } from "@/lib/delivery/run";
import { canaryBodySchema } from "@/lib/canaries/run";
import { judge } from "@/lib/canaries/verdict";
import { evidenceFromVerdict } from "@/lib/delivery/list-from-run";
import { experimentBodySchema } from "@/lib/faults/run";

/** What a message is made of, kept until it has arrived: words and signatures are made when it is sent. */
export const notificationFactsSchema = z.object({
  event: z.enum(notificationEvents),
  atMs: z.number(),
  cluster: z.string(),
  service: z.object({ namespace: z.string(), name: z.string() }).optional(),
  run: z
    .object({
      id: z.string(),
      kind: z.enum(runKinds),
      title: z.string(),
      state: z.string(),
      outcome: z.string().optional(),
    })
    .optional(),
  actor: z.string(),
  /** Code of the pause, the ending or the switch's act. */
  reason: z.string().optional(),
  /** Words of a person or of the API server. */
  detail: z.string().optional(),
  /** Names of the texts' own: counts and shares of the moment. */
  evidence: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  isTest: z.boolean().optional(),
});
export type NotificationFacts = z.infer<typeof notificationFactsSchema>;

/** A message and the name under which it exists once, however often its run is looked at. */
export type PlannedMessage = { readonly key: string; readonly facts: NotificationFacts };

const canarySchema = canaryBodySchema.pick({
  plan: true,
  pause: true,
  pending: true,
  ending: true,
  evidence: true,
});
const experimentSchema = experimentBodySchema.pick({
  pending: true,
  ending: true,
  readings: true,
  expiresAtMs: true,
});

/** Failed attempts to take a run back before somebody has to know. */
const alertAfterAttempts = 3;

/**
 * What is to be told of a run as it is now. A function of the saved run alone, so that a process which was killed finds
 * the same messages under the same keys. A pause that somebody ended before anyone looked needs nobody.
 */
export function messagesOfRun(run: Run<unknown>): readonly PlannedMessage[] {
  const { id, kind, title, state, outcome, cluster, service } = run;
  const about = kind === "canary" ? canaryAbout(run.body) : experimentAbout(run.body);
  const base = {
    cluster,
    service,
    run: { id, kind, title, state, ...(outcome === undefined ? {} : { outcome }) },
  };
  const { pause, ending, pending, evidence } = about;
  const messages: PlannedMessage[] = [];
  const add = (
    key: string,
    event: NotificationEvent,
    facts: Pick<NotificationFacts, "atMs" | "actor" | "reason" | "detail" | "evidence">,
  ) => messages.push({ key: `${id}:${key}`, facts: { ...base, event, ...facts } });
  if (run.startedAtMs !== undefined) {
    add("started", "started", { atMs: run.startedAtMs, actor: run.createdBy });
  }
  if (state === "paused" && pause !== undefined && pause.reason !== "schedule_gate") {
    add(`paused:${pause.sinceMs}`, "needs_person", {
      atMs: pause.sinceMs,
      actor: "heddle",
      reason: pause.reason,
      evidence,
    });
  }
  if (state === "reverting" && pending !== undefined && pending.attempt >= alertAfterAttempts) {
    add(`alert:${pending.sinceMs}`, "alert", {
      atMs: pending.sinceMs,
      actor: "heddle",
      reason: "restore_failing",
      ...(pending.error === undefined ? {} : { detail: pending.error }),
    });
  }
  if (state === "ended" && run.endedAtMs !== undefined) {
    add("ended", endEvents[outcome ?? "failed"], {
      atMs: run.endedAtMs,
      actor: ending?.actor ?? "heddle",
      ...(ending === undefined ? {} : { reason: ending.reason }),
      evidence,
    });
  }
  return messages;
}

const endEvents = {
  promoted: "promoted",
  rolled_back: "rolled_back",
  aborted: "stopped",
  stopped: "stopped",
  completed: "ended",
  failed: "ended",
} as const satisfies Record<NonNullable<Run<unknown>["outcome"]>, NotificationEvent>;

type About = {
  readonly pause?: { readonly reason: string; readonly sinceMs: number };
  readonly ending?: { readonly reason: string; readonly actor: string };
  readonly pending?: {
    readonly sinceMs: number;
    readonly attempt: number;
    readonly error?: string | undefined;
  };
  readonly evidence?: Readonly<Record<string, string | number>>;
};

function canaryAbout(body: unknown): About {
  const parsed = canarySchema.safeParse(body);
  if (!parsed.success) return {};
  const { plan, pause, pending, ending, evidence } = parsed.data;
  const { canaryRequests, canaryRatio, stableRatio, reason, metric } = evidenceFromVerdict(
    judge(evidence, plan.judgement),
  );
  return {
    ...(pause === undefined ? {} : { pause }),
    ...(pending?.target.kind === "restore" ? { pending } : {}),
    ...(ending === undefined ? {} : { ending }),
    evidence: {
      kind: "canary",
      canary: plan.canary.name,
      verdict: reason,
      ...(metric === undefined ? {} : { metric }),
      ...(canaryRequests === undefined ? {} : { canaryRequests }),
      ...(canaryRatio === undefined ? {} : { canaryRatio }),
      ...(stableRatio === undefined ? {} : { stableRatio }),
    },
  };
}

function experimentAbout(body: unknown): About {
  const parsed = experimentSchema.safeParse(body);
  if (!parsed.success) return {};
  const { pending, ending, readings } = parsed.data;
  const looks = readings.filter(({ phase, holds }) => phase === "during" && holds !== undefined);
  return {
    ...(pending?.target.kind === "restore" ? { pending } : {}),
    ...(ending === undefined ? {} : { ending }),
    ...(looks.length === 0
      ? {}
      : {
          evidence: {
            kind: "fault",
            looks: looks.length,
            broken: looks.filter(({ holds }) => holds === false).length,
          },
        }),
  };
}

/** What is to be told of a kill switch: that somebody engaged it, and that somebody released it. */
export function messagesOfSwitch(kill: {
  readonly id: string;
  readonly cluster: string;
  readonly reason: string;
  readonly engagedBy: string;
  readonly engagedAtMs: number;
  readonly releasedBy?: string;
  readonly releasedAtMs?: number;
}): readonly PlannedMessage[] {
  const { id, cluster, reason, engagedBy, engagedAtMs, releasedBy, releasedAtMs } = kill;
  const base = { event: "kill_switch", cluster } as const;
  const engaged: PlannedMessage = {
    key: `switch:${id}:engaged`,
    facts: { ...base, atMs: engagedAtMs, actor: engagedBy, reason: "engaged", detail: reason },
  };
  if (releasedAtMs === undefined) return [engaged];
  return [
    engaged,
    {
      key: `switch:${id}:released`,
      facts: { ...base, atMs: releasedAtMs, actor: releasedBy ?? "", reason: "released" },
    },
  ];
}
