"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./delivery.module.css";
import changes from "@/components/changes/changes.module.css";

export type ComparedCell = {
  readonly key: string;
  readonly name: ReactNode;
  readonly left: ReactNode;
  readonly right: ReactNode;
  readonly differs?: boolean;
};

type Props = { readonly caption: string; readonly name: string; readonly rows: readonly ComparedCell[] };

/** Two columns of the same facts; rows in which they differ are marked by weight and not by colour alone. */
export function CompareTable({ caption, name, rows }: Props) {
  const t = useTranslations("delivery");
  const cell = (value: ReactNode) => value ?? t("compare.absent");
  return (
    <table className={`${changes.table} ${classes.rows} ${classes.sides}`}>
      <caption className="hd-visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{name}</th>
          <th scope="col">{t("compare.left")}</th>
          <th scope="col">{t("compare.right")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name: label, left, right, differs }) => (
          <tr key={key} data-differs={differs === true}>
            <th scope="row">{label}</th>
            <td>{differs === true ? <strong>{cell(left)}</strong> : cell(left)}</td>
            <td>{differs === true ? <strong>{cell(right)}</strong> : cell(right)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
