"use client";
import { Kbd, Modal, Table } from "@mantine/core";
import { useTranslations } from "use-intl";
import { pages } from "./pages";

/** The page that explains the console-wide keys. */
export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations("shell");
  const rows = [
    [["⌘/Ctrl", "K"], t("keyboard.palette")],
    [["/"], t("keyboard.filter")],
    [["Shift", "R"], t("keyboard.refresh")],
    [["?"], t("keyboard.help")],
    [["Esc"], t("keyboard.close")],
    ...pages.map((page) => [["g", page.key], t("keyboard.go", { page: t(`nav.${page.id}`) })] as const),
  ] as const;
  return (
    <Modal opened={opened} onClose={onClose} title={t("keyboard.title")} size="md">
      <Table>
        <Table.Tbody>
          {rows.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td w={140}>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
