"use client";
import { useTranslations } from "use-intl";
import { ObjectResultBadge } from "./change-state-badge";
import classes from "./changes.module.css";
import { ObjectCard } from "./object-card";
import { Section } from "@/components/ui/section";
import type { Change } from "@/lib/changes/change";
import { semanticDiff } from "@/lib/config/semantic-diff";
import { objectKey } from "@/lib/mesh/object-ref";

/** Each object of a change with how far it came. */
export function ChangeObjects({ change }: { change: Change }) {
  const t = useTranslations("changes");
  return (
    <Section title={t("objectsOfChange")}>
      <div className={classes.stack}>
        {change.objects.map((object) => (
          <ObjectCard
            key={objectKey(object.ref)}
            objectRef={object.ref}
            action={object.action}
            diff={semanticDiff(object.before, object.after, object.subresource)}
            before={object.before}
            after={object.after}
            badge={<ObjectResultBadge result={object.result} />}
          >
            {object.error === undefined ? null : <div className={classes.value}>{object.error}</div>}
          </ObjectCard>
        ))}
      </div>
    </Section>
  );
}
