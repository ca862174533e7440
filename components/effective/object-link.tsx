"use client";
import classes from "./effective.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import type { ObjectRef } from "@/lib/mesh/object-ref";

/** An object by kind and name, with the place in it that counts. */
export function ObjectLink({ at, path }: { at: ObjectRef; path?: string | undefined }) {
  const href = useViewHref();
  const parts = [at.kind, at.namespace, at.name].map(encodeURIComponent).join("/");
  return (
    <span className={classes.object}>
      <Link className={classes.link} href={href(`/config/${parts}`)}>
        {at.kind} {at.namespace}/{at.name}
      </Link>
      {path === undefined ? null : <span className={classes.mono}> {path}</span>}
    </span>
  );
}
