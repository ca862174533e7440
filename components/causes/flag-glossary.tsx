"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./causes.module.css";
import { useTRPC } from "@/components/query/trpc";

const FlagTable = dynamic(() => import("./flag-table").then((module) => module.FlagTable));

/** Every response flag and status, with who writes the answer and the details that come with it. */
export function FlagGlossary() {
  const t = useTranslations("causes");
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const query = useQuery(
    trpc.causes.flags.queryOptions(undefined, {
      enabled: isOpen,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  return (
    <details className={classes.glossary} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("glossary.title")}</summary>
      {isOpen && query.data !== undefined ? <FlagTable glossary={query.data} /> : null}
    </details>
  );
}
