"use client";
import classes from "./ambient.module.css";
import { workloadPath } from "./workload-columns";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import type { NamedAddress } from "@/lib/ambient/model";

/** An address with its name, for sorting, filtering and export; undefined when there is none. */
export function namedText(address: NamedAddress | undefined): string | undefined {
  if (address === undefined) return undefined;
  const name = address.workload ?? address.service;
  return name === undefined ? address.text : `${name.namespace}/${name.name} ${address.text}`;
}

/** An address with a link to the workload or service that it belongs to. */
export function NamedAddressText({ address }: { address: NamedAddress | undefined }) {
  const href = useViewHref();
  if (address === undefined) return null;
  const { workload, service, text } = address;
  const path =
    workload === undefined
      ? service === undefined
        ? undefined
        : `/services/${encodeURIComponent(service.namespace)}/${encodeURIComponent(service.name)}`
      : workloadPath(workload);
  const name = workload?.workload ?? workload?.name ?? service?.name;
  return (
    <span title={namedText(address)}>
      {path === undefined || name === undefined ? null : (
        <>
          <Link href={href(path)}>{name}</Link>{" "}
        </>
      )}
      <span className={name === undefined ? classes.mono : `${classes.mono} ${classes.faint}`}>{text}</span>
    </span>
  );
}
