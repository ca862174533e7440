"use client";
import { useTranslations } from "use-intl";
import classes from "./endpoints.module.css";
import type { TruthNote } from "@/lib/endpoints/model";

/** What holds for the whole service or for a proxy, in a sentence each. */
export function TruthNotes({ notes }: { notes: readonly TruthNote[] }) {
  const t = useTranslations("endpoints");
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes}>
      {notes.map(({ code, client, values }) => (
        <li key={`${code} ${client ?? ""}`}>
          {t(`note.${code}`, {
            client: client ?? "",
            waypoint: values["waypoint"] ?? "",
            network: values["network"] ?? "",
            selector: values["selector"] ?? "",
          })}
        </li>
      ))}
    </ul>
  );
}
