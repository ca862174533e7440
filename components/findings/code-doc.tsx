"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import classes from "./findings.module.css";
import { useTRPC } from "@/components/query/trpc";
import { ErrorState } from "@/components/ui/error-state";
import { locales } from "@/lib/i18n/locales";

/** What a code means, why it hurts and how to fix it. */
export function CodeDoc({ code }: { code: string }) {
  const t = useTranslations("findings");
  const trpc = useTRPC();
  const own = useLocale();
  const locale = locales.find((one) => one === own) ?? "en";
  const query = useQuery(
    trpc.findings.documentation.queryOptions({ code, locale }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  if (query.error !== null) return <ErrorState error={query.error} />;
  return (
    <dl className={classes.doc} aria-busy={query.isPending}>
      {(["meaning", "impact", "remedy"] as const).map((part) => (
        <div key={part}>
          <dt>{t(`panel.${part}`)}</dt>
          <dd>{query.data === undefined ? "…" : <Prose text={query.data[part]} />}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Text in which backticks set off what is code. */
function Prose({ text }: { text: string }) {
  return text
    .split("`")
    .map((piece, index) => (index % 2 === 1 ? <code key={`${index} ${piece}`}>{piece}</code> : piece));
}
