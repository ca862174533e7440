"use client";
import { Radio, Select, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import fields from "../fields/fields.module.css";
import { MatchList } from "../fields/match-list";
import { PortField } from "../fields/port-field";
import { WeightedDestinations } from "../fields/weighted-destinations";
import { issueAt, type IntentFormProps } from "../wizard/intent-form-props";
import changeClasses from "@/components/changes/changes.module.css";
import { Section } from "@/components/ui/section";
import type { RequestRouteIntent } from "@/lib/routing/request-route";

type PartProps = Pick<IntentFormProps<RequestRouteIntent>, "intent" | "onIntent">;

const positions = ["first", "before_catch_all", "keep"] as const;

/** Which requests, where they go, and where the route stands among the others. */
export function RequestRouteForm({ intent, onIntent, options, issues }: IntentFormProps<RequestRouteIntent>) {
  const t = useTranslations("routing");
  return (
    <>
      <Section title={t("form.whichRequests")}>
        <div className={changeClasses.stack}>
          <div className={fields.grid}>
            <TextInput
              label={t("form.routeName")}
              description={t("form.routeNameHint")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              value={intent.name}
              onChange={(event) => onIntent({ ...intent, name: event.currentTarget.value })}
              error={issueAt(issues, "name")}
              withAsterisk
              size="xs"
            />
            <PortField
              ports={options.ports}
              api={intent.api}
              port={intent.port}
              onPort={(port) => onIntent({ ...intent, port })}
              error={issueAt(issues, "port")}
            />
            {intent.api === "gateway" ? <RouteKindField intent={intent} onIntent={onIntent} /> : null}
          </div>
          <MatchList
            matches={intent.matches}
            onMatches={(matches) => onIntent({ ...intent, matches })}
            api={intent.api}
            issues={issues}
            isGrpc={intent.routeKind === "GRPCRoute"}
          />
        </div>
      </Section>
      <Section title={t("form.whereTo")}>
        <div className={changeClasses.stack}>
          <WeightedDestinations
            options={options}
            api={intent.api}
            destinations={intent.destinations}
            onDestinations={(destinations) => onIntent({ ...intent, destinations })}
            issues={issues}
          />
          {/* Gateway API takes the most specific match, wherever it stands. */}
          {intent.api === "gateway" ? null : <PositionField intent={intent} onIntent={onIntent} />}
        </div>
      </Section>
    </>
  );
}

function RouteKindField({ intent, onIntent }: PartProps) {
  const t = useTranslations("routing");
  return (
    <Select
      label={t("form.routeKind")}
      data={["HTTPRoute", "GRPCRoute"]}
      value={intent.routeKind ?? "HTTPRoute"}
      onChange={(value) =>
        onIntent({ ...intent, routeKind: value === "GRPCRoute" ? "GRPCRoute" : undefined })
      }
      allowDeselect={false}
      size="xs"
    />
  );
}

function PositionField({ intent, onIntent }: PartProps) {
  const t = useTranslations("routing");
  return (
    <Radio.Group
      label={t("form.position")}
      description={t("form.positionHint")}
      value={intent.position}
      onChange={(value) =>
        onIntent({ ...intent, position: positions.find((one) => one === value) ?? "keep" })
      }
      size="xs"
    >
      <Stack gap={6} mt={6}>
        {positions.map((position) => (
          <Radio key={position} value={position} label={t(`form.positions.${position}`)} size="xs" />
        ))}
      </Stack>
    </Radio.Group>
  );
}
