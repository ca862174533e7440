import type { CSSProperties } from "react";
import classes from "./trace-search.module.css";
import { colorIndexForService } from "@/lib/traces/service-color";

/** The style that makes a service's colour available to CSS as `--svc`. */
export function serviceColorStyle(service: string): CSSProperties {
  // A custom property is legal CSS; React's type lists only the known ones.
  return { "--svc": `var(--hd-series-${colorIndexForService(service)})` } as CSSProperties;
}

export function ServiceSwatch({ service }: { service: string }) {
  return <span className={classes.swatch} style={serviceColorStyle(service)} aria-hidden />;
}
