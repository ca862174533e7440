"use client";
import { Button, Chip, Group, NativeSelect, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./fields.module.css";
import { LabelsField } from "./labels-field";
import { NamedValueRow } from "./named-value-row";
import type { IntentApi } from "@/lib/changes/intent-module";
import type { RequestMatch } from "@/lib/routing/request-match";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
const pathKinds = ["prefix", "exact", "regex"] as const;

type Props = {
  readonly match: RequestMatch;
  readonly onMatch: (next: RequestMatch) => void;
  readonly api: IntentApi;
  readonly isGrpc: boolean;
  readonly errorAt: (path: string) => string | undefined;
};

/** Everything that one condition can ask for; what it does not ask for takes no room. */
export function MatchEditor({ match, onMatch, api, isGrpc, errorAt }: Props) {
  const t = useTranslations("routing");
  return (
    <>
      <PathField match={match} onMatch={onMatch} errorAt={errorAt} />
      {isGrpc ? null : (
        <fieldset className={classes.group}>
          <legend className={classes.legend}>{t("match.methods")}</legend>
          <Chip.Group
            multiple
            value={match.methods}
            onChange={(next) => onMatch({ ...match, methods: methods.filter((one) => next.includes(one)) })}
          >
            <Group gap={6}>
              {methods.map((method) => (
                <Chip key={method} value={method} size="xs">
                  {method}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          {errorAt("methods") === undefined ? null : (
            <span className={classes.error}>{errorAt("methods")}</span>
          )}
        </fieldset>
      )}
      <NamedValues match={match} onMatch={onMatch} api={api} isGrpc={isGrpc} errorAt={errorAt} />
      {api === "istio" ? <CallerFields match={match} onMatch={onMatch} errorAt={errorAt} /> : null}
      {errorAt("cookies") === undefined ? null : <span className={classes.error}>{errorAt("cookies")}</span>}
    </>
  );
}

type PartProps = Pick<Props, "match" | "onMatch" | "errorAt">;

function PathField({ match, onMatch, errorAt }: PartProps) {
  const t = useTranslations("routing");
  const { path, ...rest } = match;
  return (
    <div className={classes.row}>
      <NativeSelect
        label={t("match.path")}
        data={[
          { value: "", label: t("match.anyPath") },
          ...pathKinds.map((kind) => ({ value: kind, label: t(`match.kind.${kind}`) })),
        ]}
        value={path?.kind ?? ""}
        onChange={(event) => {
          const kind = pathKinds.find((one) => one === event.currentTarget.value);
          onMatch(kind === undefined ? rest : { ...match, path: { kind, value: path?.value ?? "/" } });
        }}
        error={errorAt("path")}
        size="xs"
      />
      {path === undefined ? null : (
        <TextInput
          data-grow
          label={t("match.pathValue")}
          value={path.value}
          onChange={(event) => onMatch({ ...match, path: { ...path, value: event.currentTarget.value } })}
          error={errorAt("path.value")}
          size="xs"
        />
      )}
    </div>
  );
}

function NamedValues({ match, onMatch, api, isGrpc, errorAt }: Props) {
  const t = useTranslations("routing");
  const { headers, cookies, queryParams } = match;
  const put = <T,>(list: readonly T[], index: number, next: T | undefined): T[] =>
    next === undefined
      ? list.filter((_, at) => at !== index)
      : list.map((one, at) => (at === index ? next : one));
  const withKind = { kind: "exact", value: "" } as const;
  return (
    <>
      {headers.map((header, index) => (
        <NamedValueRow
          // oxlint-disable-next-line react/no-array-index-key -- names may be equal or empty while they are typed
          key={`header ${index}`}
          what={t("match.header")}
          row={header}
          canInvert={api === "istio"}
          onRow={(next) => onMatch({ ...match, headers: put(headers, index, next) })}
          errorAt={(path) => errorAt(`headers.${index}.${path}`)}
        />
      ))}
      {cookies.map((cookie, index) => (
        <NamedValueRow
          // oxlint-disable-next-line react/no-array-index-key -- names may be equal or empty while they are typed
          key={`cookie ${index}`}
          what={t("match.cookie")}
          row={{ ...cookie, kind: "exact" }}
          isExact
          onRow={(next) =>
            onMatch({
              ...match,
              cookies: put(
                cookies,
                index,
                next === undefined ? undefined : { name: next.name, value: next.value },
              ),
            })
          }
          errorAt={(path) => errorAt(`cookies.${index}.${path}`)}
        />
      ))}
      {queryParams.map((param, index) => (
        <NamedValueRow
          // oxlint-disable-next-line react/no-array-index-key -- names may be equal or empty while they are typed
          key={`query ${index}`}
          what={t("match.query")}
          row={param}
          onRow={(next) => onMatch({ ...match, queryParams: put(queryParams, index, next) })}
          errorAt={(path) => errorAt(`queryParams.${index}.${path}`)}
        />
      ))}
      <Group gap={6}>
        <Add
          label={t("match.addHeader")}
          onClick={() => onMatch({ ...match, headers: [...headers, { name: "", ...withKind }] })}
        />
        {isGrpc ? null : (
          <>
            <Add
              label={t("match.addCookie")}
              onClick={() => onMatch({ ...match, cookies: [...cookies, { name: "", value: "" }] })}
            />
            <Add
              label={t("match.addQuery")}
              onClick={() => onMatch({ ...match, queryParams: [...queryParams, { name: "", ...withKind }] })}
            />
          </>
        )}
      </Group>
    </>
  );
}

function Add({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" onClick={onClick}>
      {label}
    </Button>
  );
}

function CallerFields({ match, onMatch, errorAt }: PartProps) {
  const t = useTranslations("routing");
  const { sourceNamespace, ...withoutNamespace } = match;
  const { sourceLabels, ...withoutLabels } = match;
  return (
    <div className={classes.grid}>
      <TextInput
        label={t("match.sourceNamespace")}
        placeholder={t("match.anyCaller")}
        value={sourceNamespace ?? ""}
        onChange={(event) => {
          const next = event.currentTarget.value;
          onMatch(next === "" ? withoutNamespace : { ...match, sourceNamespace: next });
        }}
        error={errorAt("sourceNamespace")}
        size="xs"
      />
      <LabelsField
        label={t("match.sourceLabels")}
        labels={sourceLabels ?? {}}
        onLabels={(next) =>
          onMatch(Object.keys(next).length === 0 ? withoutLabels : { ...match, sourceLabels: next })
        }
        error={errorAt("sourceLabels")}
      />
    </div>
  );
}
