"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ApiFits } from "./api-fits";
import { InstanceChoice } from "./instance-choice";
import type { FormOptions } from "./intent-form-props";
import { TargetFacts } from "./target-facts";
import type { IntentTexts } from "./use-intent-texts";
import classes from "./wizard.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { WriteError } from "@/components/changes/write-error";
import type { ShownError } from "@/components/ui/error-state";
import { Section } from "@/components/ui/section";
import type { IntentApi } from "@/lib/changes/intent-module";

type Props<I> = {
  readonly options: FormOptions<I>;
  readonly texts: IntentTexts;
  readonly api: IntentApi | undefined;
  readonly instanceKey: string | null;
  readonly onApi: (api: IntentApi) => void;
  readonly onInstance: (key: string | null) => void;
  readonly onRemove: (intent: I) => void;
  readonly isRemoving: boolean;
  readonly error: ShownError | null;
  readonly onNext: () => void;
  readonly onBack: () => void;
};

/** What stands there and what stands in the way, before anything is asked of the person. */
export function IntentOptionsStep<I>(props: Props<I>) {
  const { options, texts, api, instanceKey, error, onNext, onBack } = props;
  const t = useTranslations("routing");
  const canAdd = options.fits.some(({ fits }) => fits);
  return (
    <form
      className={changeClasses.stack}
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <Section title={t("options.instances")}>
        <InstanceChoice
          instances={options.instances}
          texts={texts}
          chosen={instanceKey}
          canAdd={canAdd}
          onChoose={props.onInstance}
          onRemove={props.onRemove}
          isRemoving={props.isRemoving}
        />
      </Section>
      <Section title={t("options.api")}>
        <ApiFits
          fits={options.fits}
          texts={texts}
          chosen={api}
          isFixed={instanceKey !== null}
          onChoose={props.onApi}
        />
      </Section>
      {error === null ? null : <WriteError error={error} />}
      <div className={classes.actions}>
        <Button type="submit" disabled={api === undefined}>
          {t("wizard.next")}
        </Button>
        <Button variant="default" onClick={onBack}>
          {t("wizard.startOver")}
        </Button>
      </div>
      <TargetFacts options={options} />
    </form>
  );
}
