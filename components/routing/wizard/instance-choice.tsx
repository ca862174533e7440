"use client";
import { Button, Radio } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { FormInstance } from "./intent-form-props";
import { objectPath } from "./object-facts";
import type { IntentTexts } from "./use-intent-texts";
import classes from "./wizard.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { printObjectRef } from "@/lib/mesh/object-ref";

type Props<I> = {
  readonly instances: readonly FormInstance<I>[];
  readonly texts: IntentTexts;
  /** null for a new one. */
  readonly chosen: string | null;
  readonly canAdd: boolean;
  readonly onChoose: (key: string | null) => void;
  readonly onRemove: (intent: I) => void;
  readonly isRemoving: boolean;
};

/** What of this kind stands there already, each to be changed or taken out, and a new one beside it. */
export function InstanceChoice<I>(props: Props<I>) {
  const { instances, texts, chosen, canAdd, onChoose } = props;
  const t = useTranslations("routing");
  return (
    <div className={classes.instances} role="radiogroup" aria-label={t("options.instances")}>
      {instances.map((instance) => (
        <InstanceRow key={instance.key} instance={instance} {...props} />
      ))}
      <div className={classes.instance} data-chosen={chosen === null}>
        <Radio
          name="instance"
          label={t(instances.length === 0 ? "options.first" : "options.another", { kind: texts.name })}
          checked={chosen === null}
          disabled={!canAdd}
          onChange={() => onChoose(null)}
        />
      </div>
    </div>
  );
}

function InstanceRow<I>(props: Props<I> & { readonly instance: FormInstance<I> }) {
  const { instance, texts, chosen, onChoose, onRemove, isRemoving } = props;
  const t = useTranslations("routing");
  const href = useViewHref();
  const { key, label, current } = instance;
  const where = current.object === undefined ? "" : printObjectRef(current.object);
  return (
    <div className={classes.instance} data-chosen={chosen === key}>
      <Radio
        name="instance"
        label={t("options.edit", { label: label === "" ? t("options.catchAll") : label })}
        description={where}
        checked={chosen === key}
        disabled={!current.ok}
        onChange={() => onChoose(key)}
      />
      {current.ok ? (
        <Button
          size="compact-xs"
          variant="default"
          className={changeClasses.push}
          loading={isRemoving}
          onClick={() => onRemove(current.intent)}
          aria-label={t("options.removeNamed", { label })}
        >
          {t("options.remove")}
        </Button>
      ) : (
        <>
          <span className={classes.reason}>
            <StatusBadge tone="idle" label={t("options.notRecognised")} /> {texts.reason(current.reason)}
          </span>
          {current.object === undefined ? null : (
            <Button
              component={Link}
              href={href(objectPath(current.object))}
              size="compact-xs"
              variant="default"
              className={changeClasses.push}
            >
              {t("options.openEditor")}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
