"use client";
import NextLink from "next/link";
import { useState, type ComponentProps } from "react";

/**
 * A link that fetches its page when somebody comes near it. Next would fetch every page whose link is in view: a table
 * of services would ask the server for each of them, before the page's own reads.
 */
export function Link({ onMouseEnter, onFocus, ...props }: ComponentProps<typeof NextLink>) {
  const [near, setNear] = useState(false);
  return (
    <NextLink
      prefetch={near ? null : false}
      onMouseEnter={(event) => {
        setNear(true);
        onMouseEnter?.(event);
      }}
      onFocus={(event) => {
        setNear(true);
        onFocus?.(event);
      }}
      {...props}
    />
  );
}
