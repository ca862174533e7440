"use client";
import { Button, FileButton } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState, type DragEvent } from "react";
import { useTranslations } from "use-intl";
import classes from "./snapshots.module.css";
import { UploadResults } from "./upload-results";
import { useUploads } from "./use-uploads";

/** Takes files by drag and drop or by choice, and tells what became of each. */
export function UploadZone() {
  const t = useTranslations("snapshots");
  const uploads = useUploads();
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    uploads.add(event.dataTransfer.files);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <section aria-label={t("upload.region")}>
      <div
        className={classes.zone}
        data-over={isOver || undefined}
        onDragOver={over}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconUpload size={22} aria-hidden />
        <div className={classes.lead}>
          <h2 className={classes.zoneTitle}>{isOver ? t("upload.drop") : t("upload.title")}</h2>
          {t.rich("upload.lead", { code: (words) => <code>{words}</code> })}
        </div>
        <FileButton onChange={(files) => uploads.add(files)} multiple>
          {(props) => (
            <Button {...props} size="xs">
              {t("upload.choose")}
            </Button>
          )}
        </FileButton>
      </div>
      {uploads.rows.length === 0 ? null : (
        <UploadResults rows={uploads.rows} onCancel={uploads.cancel} onClear={uploads.clear} />
      )}
    </section>
  );
}
