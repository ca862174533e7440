"use client";
import { SegmentedControl } from "@mantine/core";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import classes from "../proxies.module.css";
import { AccessLogs } from "./access-logs";
import { ChainFacts } from "./chain-facts";
import { FactList } from "./fact-list";
import { FilterList } from "./filter-list";
import { HeadFacts } from "./head-facts";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { listenerFromEntry } from "@/lib/proxies/listener";
import { listenerDetail, listenerVersions } from "@/lib/proxies/listener-detail";

const shownChains = 12;

/** A listener: what it listens on, and its filter chains with their filters. */
export function ListenerFacts({ entry, value }: { entry: DumpEntry; value: unknown }) {
  const t = useTranslations("proxies");
  const [state, setState] = useState<string>();
  const listener = useMemo(() => listenerFromEntry(entry, value), [entry, value]);
  const versions = useMemo(() => listenerVersions(value), [value]);
  const version = versions.find((each) => each.state === state) ?? versions[0];
  const detail = useMemo(
    () => (version === undefined ? undefined : listenerDetail(version.proto)),
    [version],
  );
  return (
    <>
      <HeadFacts head={listener} />
      {versions.length < 2 ? null : (
        <SegmentedControl
          className={classes.block}
          size="xs"
          aria-label={t("panel.configuration")}
          data={versions.map((each) => ({ value: each.state, label: t(`state.${each.state}`) }))}
          value={version?.state ?? "active"}
          onChange={setState}
        />
      )}
      {detail === undefined ? null : (
        <>
          <div className={classes.block}>
            <FactList
              facts={[
                {
                  id: "address",
                  text: `${listener.address}${listener.port === 0 ? "" : `:${listener.port}`}`,
                },
                ...detail.facts,
              ]}
            />
          </div>
          <FilterList title={t("panel.listenerFilters")} filters={detail.listenerFilters} />
          <AccessLogs logs={detail.accessLogs} />
          <Chains detail={detail} />
        </>
      )}
    </>
  );
}

function Chains({ detail }: { detail: ReturnType<typeof listenerDetail> }) {
  const t = useTranslations("proxies");
  const [at, setAt] = useQueryState("at", parseAsString);
  const [count, setCount] = useState(shownChains);
  const chosen = at === null ? undefined : detail.chainAt(Number(at));
  const places = Array.from({ length: Math.min(count, detail.chainCount) }, (_, index) => index);
  return (
    <div className={classes.block}>
      <h3 className={classes.heading}>
        {t("panel.chains")} · {detail.chainCount}
      </h3>
      {chosen === undefined ? (
        <>
          <ul className={classes.list}>
            {places.map((place) => {
              const chain = detail.chainAt(place);
              return chain === undefined ? null : (
                <li key={place} className={classes.chain}>
                  <ChainFacts detail={chain} isOpen={detail.chainCount === 1} />
                </li>
              );
            })}
          </ul>
          {count < detail.chainCount ? (
            <button type="button" className={classes.more} onClick={() => setCount(count + 50)}>
              {t("panel.more", { count: detail.chainCount - count })}
            </button>
          ) : null}
        </>
      ) : (
        <>
          <div className={classes.chain}>
            <ChainFacts detail={chosen} isOpen />
          </div>
          {detail.chainCount > 1 ? (
            <button type="button" className={classes.more} onClick={() => void setAt(null)}>
              {t("panel.allChains", { count: detail.chainCount })}
            </button>
          ) : null}
        </>
      )}
    </div>
  );
}
