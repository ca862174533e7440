"use client";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./causes.module.css";
import { useWhyState } from "./use-why-state";

/** Who called whom, as text. */
export function EdgeForm() {
  const t = useTranslations("causes");
  const { texts, setEdge } = useWhyState();
  const [source, setSource] = useState(texts.source);
  const [destination, setDestination] = useState(texts.destination);
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        setEdge({ source, destination, proxy: source === texts.source ? texts.proxy : "" });
      }}
    >
      <TextInput
        size="xs"
        label={t("form.source")}
        placeholder="shop/storefront-v1"
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        className={classes.wide}
      />
      <TextInput
        size="xs"
        label={t("form.destination")}
        placeholder="orders/checkout"
        value={destination}
        onChange={(event) => setDestination(event.currentTarget.value)}
        className={classes.wide}
      />
      <Button type="submit" size="xs" variant="default">
        {t("form.look")}
      </Button>
    </form>
  );
}
