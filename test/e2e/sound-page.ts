import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const grave = new Set<string | null | undefined>(["serious", "critical"]);

/** In both themes: nothing that axe calls serious, and no page that is wider than a small laptop's window. */
export async function expectSoundPage(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    const builder = new AxeBuilder({ page });
    // Of the theme only the colours depend.
    if (colorScheme === "dark") builder.withRules(["color-contrast"]);
    const { violations } = await builder.analyze();
    const found = violations
      .filter(({ impact }) => grave.has(impact))
      .flatMap(({ id, nodes }) => nodes.map((node) => `${colorScheme} ${id}: ${node.html.slice(0, 160)}`));
    expect(found).toEqual([]);
  }
  await page.setViewportSize({ width: 1024, height: 768 });
  const overflowPx = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overflowPx, "the page is wider than its window").toBeLessThanOrEqual(0);
}
