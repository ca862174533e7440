"use client";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import type { Owner } from "@/lib/proxies/provenance";

/** Link to the object that a resource was made from; nothing when Istio stamped none. */
export function OwnerLink({ owner }: { owner: Owner | undefined }) {
  const t = useTranslations("proxies");
  const href = useViewHref();
  if (owner === undefined) return null;
  const text = `${owner.kind} ${owner.name}`;
  if (owner.isGenerated) return <span title={t("generated")}>{text}</span>;
  const path = [owner.kind, owner.namespace, owner.name].map(encodeURIComponent).join("/");
  return (
    <Link href={href(`/config/${path}`)} title={`${owner.namespace}/${owner.name}`}>
      {text}
    </Link>
  );
}

/** The object in words that tell it from all others: `VirtualService shop/cart`. */
export function ownerText(owner: Owner | undefined): string | undefined {
  return owner === undefined ? undefined : `${owner.kind} ${owner.namespace}/${owner.name}`;
}
