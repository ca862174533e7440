"use client";
import { Button, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import { LabelsField } from "../fields/labels-field";
import fields from "../fields/fields.module.css";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import type { LoadBalancingIntent } from "@/lib/routing/load-balancing";

/** How the requests that come from a locality are shared between localities, in whole percentages. */
export function DistributeFields({ intent, onIntent, issues }: IntentFormProps<LoadBalancingIntent>) {
  const t = useTranslations("routing");
  const { locality } = intent;
  type Rows = LoadBalancingIntent["locality"]["distribute"];
  const put = (distribute: Rows) => onIntent({ ...intent, locality: { ...locality, distribute } });
  const change = (index: number, next: Partial<Rows[number]>) =>
    put(locality.distribute.map((one, at) => (at === index ? { ...one, ...next } : one)));
  const wrong = issueAt(issues, "locality.distribute");
  return (
    <>
      {locality.distribute.map(({ from, to }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- localities may be equal or empty while they are typed
        <div key={index} className={fields.row}>
          <TextInput
            data-grow
            label={t("form.fromLocality")}
            placeholder="eu-west/a/*"
            value={from}
            onChange={(event) => change(index, { from: event.currentTarget.value })}
            error={issueAt(issues, `locality.distribute.${index}.from`)}
            size="xs"
          />
          <div data-grow>
            <LabelsField
              label={t("form.toLocalities")}
              placeholder="eu-west/a/*=80, eu-west/b/*=20"
              labels={Object.fromEntries(
                Object.entries(to).map(([name, share]) => [name, String(share ?? "")]),
              )}
              onLabels={(next) =>
                change(index, {
                  to: Object.fromEntries(
                    Object.entries(next).map(([name, share]) => [
                      name,
                      share === "" ? Number.NaN : Number(share),
                    ]),
                  ),
                })
              }
              error={issues.find(({ path }) => path.startsWith(`locality.distribute.${index}.to`))?.message}
            />
          </div>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            mt={24}
            onClick={() => put(locality.distribute.filter((_, at) => at !== index))}
          >
            {t("match.remove")}
          </Button>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        w="max-content"
        onClick={() => put([...locality.distribute, { from: "", to: {} }])}
      >
        {t("form.addDistribute")}
      </Button>
      {wrong === undefined ? null : <span className={fields.error}>{wrong}</span>}
    </>
  );
}
