"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { AccessBadge } from "./access-badge";
import { EncryptionCell } from "./encryption-cell";
import { FindingsBadge } from "./findings-badge";
import { ModeBadge } from "./mode-badge";
import { PlaintextTable } from "./plaintext-table";
import { TimeLeft } from "./security-stats";
import { securityKinds } from "./security-kinds";
import type { WorkloadPosture } from "./outputs";
import classes from "./security.module.css";
import changeClasses from "@/components/changes/changes.module.css";
import { objectPath } from "@/components/routing/wizard/object-facts";
import { wizardPath } from "@/components/routing/wizard/routing-kinds";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { SidePanel } from "@/components/ui/side-panel";
import { StatusBadge } from "@/components/ui/status-badge";

/** All that counts for one workload, with the way to change each. */
export function PosturePanel({ row, onClose }: { row: WorkloadPosture; onClose: () => void }) {
  const t = useTranslations("security");
  const href = useViewHref();
  const target = `${row.namespace}/${row.name}`;
  return (
    <SidePanel title={target} onClose={onClose} widthPx={440}>
      <div className={changeClasses.stack}>
        <dl className={changeClasses.facts}>
          <dt>{t("col.mtls")}</dt>
          <dd>
            {row.dataplane === "none" || row.dataplane === "gateway" ? (
              t(row.dataplane === "gateway" ? "ownListeners" : "notInMesh")
            ) : (
              <ModeBadge mtls={row.mtls} />
            )}
            {Object.entries(row.portModes).map(([port, mode]) => (
              <div key={port}>{t("portMode", { port, mode })}</div>
            ))}
          </dd>
          <dt>{t("col.measured")}</dt>
          <dd>
            <EncryptionCell encryption={row.encryption} />
          </dd>
          <dt>{t("col.access")}</dt>
          <dd>
            <AccessBadge access={row.access} />
            <Policies kind="AuthorizationPolicy" policies={row.access?.policies ?? []} />
          </dd>
          <dt>{t("col.tokens")}</dt>
          <dd>
            {row.tokens === undefined
              ? t("unknown")
              : t(
                  row.tokens.policies.length === 0
                    ? "tokens.none"
                    : row.tokens.isRequired
                      ? "tokens.required"
                      : "tokens.checked",
                )}
            <Policies kind="RequestAuthentication" policies={row.tokens?.policies ?? []} />
          </dd>
          <dt>{t("col.scope")}</dt>
          <dd>
            {row.sidecar === undefined ? (
              t("wholeMesh")
            ) : (
              <Policies kind="Sidecar" policies={[row.sidecar]} />
            )}
          </dd>
          <dt>{t("col.identity")}</dt>
          <dd>{row.serviceAccount}</dd>
          <dt>{t("col.certificate")}</dt>
          <dd>
            <TimeLeft timeMs={row.certificateExpiryMs} />
          </dd>
          <dt>{t("col.findings")}</dt>
          <dd>
            <FindingsBadge findings={row.findings} />
          </dd>
        </dl>
        {row.encryption?.plaintext === undefined || row.encryption.plaintext.length === 0 ? null : (
          <PlaintextTable callers={row.encryption.plaintext} />
        )}
        <div className={classes.actions}>
          {securityKinds.map((kind) => (
            <Button
              key={kind}
              component={Link}
              href={href(wizardPath(kind), { service: target })}
              size="compact-sm"
              variant="default"
            >
              {t(`intent.${kind}.name`)}
            </Button>
          ))}
        </div>
      </div>
    </SidePanel>
  );
}

type Policy = {
  readonly namespace: string;
  readonly name: string;
  readonly action?: string;
  readonly isTrial?: boolean;
};

function Policies({ kind, policies }: { kind: string; policies: readonly Policy[] }) {
  const t = useTranslations("security");
  const href = useViewHref();
  if (policies.length === 0) return null;
  return (
    <ul className={classes.policies}>
      {policies.map((policy) => (
        <li key={`${policy.namespace}/${policy.name}`}>
          <Link className={changeClasses.link} href={href(objectPath({ kind, ...policy }))}>
            {policy.namespace}/{policy.name}
          </Link>
          {policy.action === undefined ? null : <span className={changeClasses.tag}>{policy.action}</span>}
          {policy.isTrial === true ? <StatusBadge tone="idle" label={t("onTrial")} /> : null}
        </li>
      ))}
    </ul>
  );
}
