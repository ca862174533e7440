"use client";
import { createContext, use, useCallback, useMemo, type CSSProperties, type ReactNode } from "react";
import classes from "./trace-search.module.css";
import { colorIndexesFor, colorIndexForService } from "@/lib/traces/service-color";

const ColorsContext = createContext<ReadonlyMap<string, number>>(new Map());

/** Gives the services that are seen together below it colours that differ. */
export function ServiceColors({ services, children }: { services: readonly string[]; children: ReactNode }) {
  const indexes = useMemo(() => colorIndexesFor(services), [services]);
  return <ColorsContext value={indexes}>{children}</ColorsContext>;
}

/** The colour number of a service, 1 to 8. */
export function useServiceColorIndex(): (service: string) => number {
  const indexes = use(ColorsContext);
  return useCallback((service) => indexes.get(service) ?? colorIndexForService(service), [indexes]);
}

/** The style that makes a service's colour available to CSS as `--svc`. */
export function useServiceColorStyle(): (service: string) => CSSProperties {
  const indexOf = useServiceColorIndex();
  // A custom property is legal CSS; React's type lists only the known ones.
  return (service) => ({ "--svc": `var(--hd-series-${indexOf(service)})` }) as CSSProperties;
}

export function ServiceSwatch({ service }: { service: string }) {
  const styleOf = useServiceColorStyle();
  return <span className={classes.swatch} style={styleOf(service)} aria-hidden />;
}
