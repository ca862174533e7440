"use client";
import { useTranslations } from "use-intl";
import classes from "./endpoints.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { printObjectRef } from "@/lib/mesh/object-ref";
import type { TruthNote } from "@/lib/endpoints/model";

/** What holds for the whole service or for a proxy, in a sentence each. */
export function TruthNotes({ notes }: { notes: readonly TruthNote[] }) {
  const t = useTranslations("endpoints");
  const href = useViewHref();
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes}>
      {notes.map(({ code, client, values, ref }) => (
        <li key={`${code} ${client ?? ""}`}>
          {t(`note.${code}`, {
            client: client ?? "",
            waypoint: values["waypoint"] ?? "",
            network: values["network"] ?? "",
            selector: values["selector"] ?? "",
            count: Number(values["count"] ?? 0),
            problems: values["problems"] ?? "",
            by: values["by"] ?? "",
          })}
          {ref === undefined ? null : (
            <>
              {" "}
              <Link
                href={href(
                  `/config/${[ref.kind, ref.namespace, ref.name].map(encodeURIComponent).join("/")}`,
                )}
              >
                {printObjectRef(ref)}
              </Link>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
