"use client";
import { Checkbox, Radio } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./canaries.module.css";
import type { StepFormProps } from "./step-form-props";
import { Advice } from "@/components/routing/fields/advice";
import { MatchList } from "@/components/routing/fields/match-list";
import { NumberField } from "@/components/routing/fields/number-field";
import { PercentField } from "@/components/routing/fields/percent-field";
import { issueAt } from "@/components/routing/wizard/intent-form-props";
import { Section } from "@/components/ui/section";

const emptyMatch = {
  methods: [],
  headers: [{ name: "", kind: "exact" as const, value: "" }],
  cookies: [],
  queryParams: [],
};

/** Whose requests may reach the canary, and whether a copy is sent first. */
export function WhoStep(props: StepFormProps) {
  const { draft, onDraft, options, issues } = props;
  const t = useTranslations("canaries");
  const isAll = draft.matches.length === 0;
  const port = options.ports.find((one) => one.port === draft.port);
  return (
    <>
      <Section title={t("who.title")}>
        <div className={classes.choices} role="radiogroup" aria-label={t("who.title")}>
          <div className={classes.choice} data-chosen={isAll}>
            <Radio
              name="who"
              label={t("who.all")}
              description={t("who.allHint")}
              checked={isAll}
              onChange={() => onDraft({ ...draft, matches: [] })}
            />
          </div>
          <div className={classes.choice} data-chosen={!isAll}>
            <Radio
              name="who"
              label={t("who.some")}
              description={t("who.someHint")}
              checked={!isAll}
              onChange={() => (isAll ? onDraft({ ...draft, matches: [emptyMatch] }) : undefined)}
            />
          </div>
        </div>
        {isAll ? null : (
          <div className={classes.below}>
            <MatchList
              matches={draft.matches}
              onMatches={(matches) => onDraft({ ...draft, matches })}
              api={draft.api}
              issues={issues}
              isGrpc={port?.protocol === "grpc"}
            />
            <Advice>{t("who.weightsOfMatches")}</Advice>
          </div>
        )}
      </Section>
      <MirrorFields {...props} />
    </>
  );
}

function MirrorFields({ draft, onDraft, options, issues }: StepFormProps) {
  const t = useTranslations("canaries");
  const { mirrorFirst, ...rest } = draft;
  return (
    <Section title={t("mirror.title")}>
      <div className={classes.fields}>
        <Checkbox
          label={t("mirror.on")}
          description={t("mirror.onHint")}
          checked={mirrorFirst !== undefined}
          onChange={(event) =>
            onDraft(
              event.currentTarget.checked ? { ...rest, mirrorFirst: { percent: 100, minutes: 10 } } : rest,
            )
          }
        />
        {mirrorFirst === undefined ? null : (
          <>
            <PercentField
              label={t("mirror.percent")}
              percent={mirrorFirst.percent}
              onPercent={(percent) => onDraft({ ...rest, mirrorFirst: { ...mirrorFirst, percent } })}
              ofRequestsPerSecond={options.traffic?.requestsPerSecond}
              error={issueAt(issues, "mirrorFirst.percent")}
            />
            <div className={classes.short}>
              <NumberField
                label={t("mirror.minutes")}
                value={mirrorFirst.minutes}
                onValue={(minutes) =>
                  onDraft({ ...rest, mirrorFirst: { ...mirrorFirst, minutes: minutes ?? Number.NaN } })
                }
                unit="min"
                decimals={1}
                error={issueAt(issues, "mirrorFirst.minutes")}
                isRequired
              />
            </div>
            <Advice tone="warn">{t("mirror.warning")}</Advice>
          </>
        )}
      </div>
    </Section>
  );
}
