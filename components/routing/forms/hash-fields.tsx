"use client";
import { Select, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import { DurationField } from "../fields/duration-field";
import fields from "../fields/fields.module.css";
import { NumberField } from "../fields/number-field";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import type { LoadBalancingIntent } from "@/lib/routing/load-balancing";

const sources = ["header", "cookie", "query", "source_ip"] as const;
const rings = ["default", "ring_hash", "maglev"] as const;

/** What requests must have in common to reach the same endpoint. */
export function HashFields({ intent, onIntent, issues }: IntentFormProps<LoadBalancingIntent>) {
  const t = useTranslations("routing");
  const { consistentHash: hash } = intent;
  if (hash === undefined) return null;
  const put = (next: Partial<typeof hash>) => onIntent({ ...intent, consistentHash: { ...hash, ...next } });
  return (
    <div className={fields.grid}>
      <Select
        label={t("field.consistentHash_on")}
        data={sources.map((value) => ({ value, label: t(`form.hashOn.${value}`) }))}
        value={hash.on}
        onChange={(value) => {
          const on = sources.find((one) => one === value) ?? "header";
          const cookie = on === "cookie" ? {} : { path: undefined, ttlMs: undefined };
          put({ on, name: on === "source_ip" ? "" : hash.name, ...cookie });
        }}
        allowDeselect={false}
        size="xs"
      />
      {hash.on === "source_ip" ? null : (
        <TextInput
          label={t("field.consistentHash_name")}
          value={hash.name}
          onChange={(event) => put({ name: event.currentTarget.value })}
          error={issueAt(issues, "consistentHash.name")}
          withAsterisk
          size="xs"
        />
      )}
      {hash.on === "cookie" ? (
        <>
          <DurationField
            label={t("field.consistentHash_ttlMs")}
            description={t("form.cookieTtlHint")}
            valueMs={hash.ttlMs}
            onValueMs={(ttlMs) => put({ ttlMs })}
            error={issueAt(issues, "consistentHash.ttlMs")}
          />
          <TextInput
            label={t("field.consistentHash_path")}
            placeholder="/"
            value={hash.path ?? ""}
            onChange={(event) =>
              put({ path: event.currentTarget.value === "" ? undefined : event.currentTarget.value })
            }
            error={issueAt(issues, "consistentHash.path")}
            size="xs"
          />
        </>
      ) : null}
      <Select
        label={t("field.consistentHash_ring")}
        data={rings.map((value) => ({ value, label: t(`form.rings.${value}`) }))}
        value={hash.ring?.kind ?? "default"}
        onChange={(value) =>
          put({
            ring:
              value === "ring_hash"
                ? { kind: "ring_hash", minimumRingSize: 1024 }
                : value === "maglev"
                  ? { kind: "maglev", tableSize: 65_537 }
                  : undefined,
          })
        }
        allowDeselect={false}
        size="xs"
      />
      <RingSize ring={hash.ring} onRing={(ring) => put({ ring })} error={ringError(issues)} />
    </div>
  );
}

function ringError(issues: IntentFormProps<LoadBalancingIntent>["issues"]): string | undefined {
  return issues.find(({ path }) => path.startsWith("consistentHash.ring"))?.message;
}

type Ring = NonNullable<LoadBalancingIntent["consistentHash"]>["ring"];
type RingProps = {
  readonly ring: Ring;
  readonly onRing: (ring: Ring) => void;
  readonly error: string | undefined;
};

function RingSize({ ring, onRing, error }: RingProps) {
  const t = useTranslations("routing");
  if (ring === undefined) return null;
  return (
    <NumberField
      label={t("form.ringSize")}
      value={ring.kind === "maglev" ? ring.tableSize : ring.minimumRingSize}
      onValue={(size = Number.NaN) =>
        onRing(ring.kind === "maglev" ? { ...ring, tableSize: size } : { ...ring, minimumRingSize: size })
      }
      error={error}
      isRequired
    />
  );
}
