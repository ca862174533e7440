"use client";
import { Button, Checkbox, Combobox, ScrollArea, useCombobox } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useScope, useSetScope } from "@/components/query/use-scope";

const shownAtMost = 100;

/** Several namespaces or all; stays quick with thousands of them. */
export function NamespaceSelect({ namespaces }: { namespaces: readonly { name: string }[] }) {
  const t = useTranslations("shell");
  const { namespaces: chosen } = useScope();
  const set = useSetScope();
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => setSearch(""),
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const options = useMemo(() => {
    const word = search.toLowerCase();
    const names = namespaces.map((each) => each.name).filter((name) => name.includes(word));
    return [
      ...names.filter((name) => chosen.includes(name)),
      ...names.filter((name) => !chosen.includes(name)),
    ].slice(0, shownAtMost);
  }, [namespaces, search, chosen]);
  const label =
    chosen.length === 0
      ? t("allNamespaces")
      : t("someNamespaces", { count: chosen.length, first: chosen[0] ?? "", more: chosen.length - 1 });
  function toggle(name: string) {
    void set.namespaces(
      name === "" ? [] : chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name],
    );
  }
  return (
    <Combobox store={combobox} onOptionSubmit={toggle} width={280} position="bottom-start" withinPortal>
      <Combobox.Target withAriaAttributes={false}>
        <Button
          variant="default"
          size="xs"
          maw={220}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          onClick={() => combobox.toggleDropdown()}
          aria-label={`${t("namespaces")}: ${label}`}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
        >
          {label}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder={t("namespaces")}
          aria-label={t("namespaces")}
        />
        <Combobox.Options>
          <ScrollArea.Autosize mah={320} type="scroll">
            {chosen.length === 0 ? null : <Combobox.Option value="">{t("clearNamespaces")}</Combobox.Option>}
            {options.map((name) => (
              <Combobox.Option key={name} value={name} active={chosen.includes(name)}>
                <Checkbox
                  size="xs"
                  label={name}
                  checked={chosen.includes(name)}
                  readOnly
                  tabIndex={-1}
                  aria-hidden
                  style={{ pointerEvents: "none" }}
                />
              </Combobox.Option>
            ))}
            {options.length === 0 ? <Combobox.Empty>{t("noNamespaces")}</Combobox.Empty> : null}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
