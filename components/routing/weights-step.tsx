"use client";
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { SplitOptions } from "./options-step";
import classes from "./routing.module.css";
import { splitNames } from "./version-table";
import { WeightRow } from "./weight-row";
import wizardClasses from "./wizard/wizard.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { WriteError } from "@/components/changes/write-error";
import type { ShownError } from "@/components/ui/error-state";
import { Section } from "@/components/ui/section";
import { StatusBadge } from "@/components/ui/status-badge";
import { balanceWeights, evenWeights, type Weights } from "@/lib/routing/balance-weights";

type Props = {
  readonly options: SplitOptions;
  readonly api: "istio" | "gateway";
  readonly weights: Weights;
  readonly onWeights: (weights: Weights) => void;
  readonly onPlan: () => void;
  readonly onBack: () => void;
  readonly isPlanning: boolean;
  readonly error: ShownError | null;
};

/** Sliders, number inputs and presets over one set of weights, with what they would do to the requests of now. */
export function WeightsStep({ options, api, weights, onWeights, onPlan, onBack, isPlanning, error }: Props) {
  const t = useTranslations("routing");
  const [edited, setEdited] = useState<string>();
  const names = Object.keys(weights);
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  const nameOf = splitNames(options, api);
  const rows = options.versions.flatMap((version) => {
    const name = nameOf(version);
    return name === undefined || weights[name] === undefined ? [] : [{ name, version }];
  });
  return (
    <form
      className={changeClasses.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (sum === 100) onPlan();
      }}
    >
      <Section title={t("weights.title")} actions={<Presets names={names} onWeights={onWeights} />}>
        <div className={changeClasses.stack}>
          <Preview weights={weights} />
          <div className={classes.weights}>
            {rows.map(({ name, version }) => (
              <WeightRow
                key={name}
                name={name}
                version={version}
                options={options}
                percent={weights[name] ?? 0}
                onBalanced={(percent) => onWeights(balanceWeights(weights, name, percent))}
                onExact={(percent) => {
                  setEdited(name);
                  onWeights({ ...weights, [name]: percent });
                }}
              />
            ))}
          </div>
          <Sum
            sum={sum}
            onFix={() => {
              const kept = edited ?? names[0] ?? "";
              onWeights(balanceWeights(weights, kept, weights[kept] ?? 0));
            }}
          />
          {options.traffic === undefined ? (
            <span className={changeClasses.muted}>{t("weights.noTraffic")}</span>
          ) : null}
        </div>
      </Section>
      {error === null ? null : <WriteError error={error} />}
      <div className={wizardClasses.actions}>
        <Button type="submit" loading={isPlanning} disabled={sum !== 100}>
          {t("weights.plan")}
        </Button>
        <Button variant="default" onClick={onBack} disabled={isPlanning}>
          {t("wizard.back")}
        </Button>
      </div>
    </form>
  );
}

function Presets({ names, onWeights }: { names: readonly string[]; onWeights: (weights: Weights) => void }) {
  const t = useTranslations("routing");
  const [first, second] = names;
  const two = (share: number): Weights =>
    Object.fromEntries(
      names.map((name) => [name, name === first ? 100 - share : name === second ? share : 0]),
    );
  return (
    <Group gap={6}>
      {[1, 10, 50].map((share) => (
        <Button key={share} size="compact-sm" fz="xs" variant="default" onClick={() => onWeights(two(share))}>
          {t("weights.canary", { rest: 100 - share, share })}
        </Button>
      ))}
      <Button size="compact-sm" fz="xs" variant="default" onClick={() => onWeights(evenWeights(names))}>
        {t("weights.even")}
      </Button>
      {names.map((only) => (
        <Button
          key={only}
          size="compact-sm"
          fz="xs"
          variant="default"
          onClick={() => onWeights(Object.fromEntries(names.map((name) => [name, name === only ? 100 : 0])))}
        >
          {t("weights.all", { name: only })}
        </Button>
      ))}
    </Group>
  );
}

function Preview({ weights }: { weights: Weights }) {
  return (
    <div className={classes.preview} aria-hidden>
      {Object.entries(weights).map(([name, weight], index) => (
        <span key={name} style={{ width: `${weight}%`, background: `var(--hd-series-${(index % 8) + 1})` }} />
      ))}
    </div>
  );
}

/** The sum, and when it is not 100 what is wrong and a way out that keeps the number just typed. */
function Sum({ sum, onFix }: { sum: number; onFix: () => void }) {
  const t = useTranslations("routing");
  const difference = 100 - sum;
  return (
    <div className={classes.sum} role="status" aria-live="polite">
      <strong>{t("weights.sum", { sum })}</strong>
      {difference === 0 ? (
        <StatusBadge tone="ok" label={t("weights.sumOk")} />
      ) : (
        <>
          <StatusBadge
            tone="failing"
            label={t(difference > 0 ? "weights.less" : "weights.more", { count: Math.abs(difference) })}
          />
          <Button size="compact-xs" variant="light" onClick={onFix}>
            {t("weights.fix")}
          </Button>
        </>
      )}
    </div>
  );
}
