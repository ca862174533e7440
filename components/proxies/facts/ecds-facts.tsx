"use client";
import { FilterList } from "./filter-list";
import { HeadFacts } from "./head-facts";
import { OwnerLink } from "../owner-link";
import classes from "../proxies.module.css";
import { useTranslations } from "use-intl";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { filterFacts } from "@/lib/proxies/facts/filter";
import { headFromEntry } from "@/lib/proxies/head";
import { ownerFromFilterName } from "@/lib/proxies/provenance";
import { objectField } from "@/lib/proxies/proto-json";

/** A filter that came by discovery. */
export function EcdsFacts({ entry, value }: { entry: DumpEntry; value: unknown }) {
  const t = useTranslations("proxies");
  return (
    <>
      <HeadFacts head={headFromEntry(entry, value, entry.name)} />
      <p className={classes.block}>
        <OwnerLink owner={ownerFromFilterName(entry.name)} />
      </p>
      <FilterList title={t("panel.extension")} filters={[filterFacts(objectField(value, "ecds_filter"))]} />
    </>
  );
}
