import { createTranslator } from "use-intl/core";
import type { NotificationFacts } from "@/lib/delivery/notification-facts";
import { formatInstant } from "@/lib/format/duration";
import { formatMeasure } from "@/lib/format/measure";
import type { Locale } from "@/lib/i18n/locales";
import { messages } from "@/lib/i18n/messages";

/** A message in words: one line that says it all, the facts one a line, and where to look. */
export type NotificationWords = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link?: { readonly text: string; readonly url: string };
};

/** The message in the channel's language. `publicUrl` is where people reach the console; without it there is no link. */
export function notificationWords(
  facts: NotificationFacts,
  locale: Locale,
  publicUrl: string | undefined,
): NotificationWords {
  const t = createTranslator({ locale, messages: messages[locale], namespace: "delivery" });
  const { service, run, cluster, evidence, detail } = facts;
  const code = (home: string, key: string) =>
    t.has(`${home}.${key}` as "title") ? t(`${home}.${key}` as "title") : key.replaceAll("_", " ");
  const name = service === undefined ? cluster : `${service.namespace}/${service.name}`;
  const what = code(
    facts.event === "kill_switch" ? "message.killSwitch" : "message.event",
    facts.event === "kill_switch" ? (facts.reason ?? "engaged") : facts.event,
  );
  const isSwitch = facts.event === "kill_switch";
  const line = (key: string, value: string | undefined) =>
    value === undefined || value === ""
      ? []
      : [t("message.line", { name: t(`message.field.${key}` as "title"), value })];
  const link = linkOf(facts, publicUrl);
  return {
    title: t(facts.isTest === true ? "message.testTitle" : "message.title", { what, name }),
    lines: [
      ...line("cluster", cluster),
      ...line("service", service === undefined ? undefined : name),
      ...line("run", run?.title),
      ...line("reason", facts.reason === undefined || isSwitch ? undefined : code("reason", facts.reason)),
      ...line("detail", detail),
      ...line("evidence", evidence === undefined ? undefined : evidenceWords(evidence, t, code)),
      ...line("actor", facts.actor),
      ...line("time", formatInstant(facts.atMs, locale)),
      ...(link === undefined && run !== undefined ? line("id", run.id) : []),
    ],
    ...(link === undefined ? {} : { link: { text: t("message.open"), url: link } }),
  };
}

type Translate = (key: "title", values?: Readonly<Record<string, string | number>>) => string;

function evidenceWords(
  evidence: NonNullable<NotificationFacts["evidence"]>,
  t: unknown,
  code: (home: string, key: string) => string,
): string {
  const say = t as Translate;
  if (evidence["kind"] === "fault") {
    return say("message.conditions" as "title", {
      looks: Number(evidence["looks"] ?? 0),
      broken: Number(evidence["broken"] ?? 0),
    });
  }
  const ratio = (key: string) =>
    typeof evidence[key] === "number" ? formatMeasure(evidence[key], "ratio") : "—";
  return say("message.counts" as "title", {
    verdict: code("verdict", String(evidence["verdict"] ?? "no_data")),
    requests: Number(evidence["canaryRequests"] ?? 0),
    canary: ratio("canaryRatio"),
    stable: ratio("stableRatio"),
  });
}

function linkOf({ run, cluster }: NotificationFacts, publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined;
  const path =
    run === undefined
      ? "/delivery"
      : `/delivery/${run.kind === "canary" ? "canary" : "experiment"}/${encodeURIComponent(run.id)}`;
  return `${publicUrl.replace(/\/+$/, "")}${path}?cluster=${encodeURIComponent(cluster)}`;
}
