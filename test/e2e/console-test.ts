import { expect, test as base, type APIRequestContext, type Locator, type Page } from "@playwright/test";

type Fixtures = {
  /** What the page complained about so far; a test that breaks something on purpose empties it. */
  complaints: string[];
  /** Switches the demo's scenario; it is healthy again after the test. */
  scenario: (name: string) => Promise<void>;
};

/** Every test fails when its pages log an error, get a refusal, or ask anything but the console itself. */
export const test = base.extend<Fixtures>({
  complaints: [
    async ({ context, baseURL }, provide) => {
      const complaints: string[] = [];
      context.on("request", (request) => {
        const url = new URL(request.url());
        if (/^https?:$/.test(url.protocol) && url.origin !== baseURL)
          complaints.push(`asks outside: ${request.url()}`);
      });
      context.on("response", (response) => {
        if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
      });
      context.on("requestfailed", (request) => {
        const why = request.failure()?.errorText ?? "";
        // A page that is left gives up what it still reads.
        if (why !== "net::ERR_ABORTED") complaints.push(`${why} ${request.url()}`);
      });
      context.on("console", (message) => {
        if (message.type() === "error") complaints.push(`console: ${message.text()}`);
      });
      context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().message}`));
      await provide(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  scenario: async ({ request }, provide) => {
    await provide((name) => setScenario(request, name));
    await setScenario(request, "healthy");
  },
});

export { expect } from "@playwright/test";

async function setScenario(request: APIRequestContext, scenario: string): Promise<void> {
  const answer = await request.post("/api/trpc/shell.setScenario", { data: { scenario } });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** The page drew its first read: it has its heading and no placeholder is left. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main .mantine-Skeleton-root")).toHaveCount(0);
}

/** Opens `path` and waits for its content. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForSelector("html[data-hd-keys]", { state: "attached" });
  await settled(page);
}

/** Waits for a preview that lets `button` be pressed, after a look at what it warns of where that is asked for. */
export async function forcedIfNeeded(page: Page, seen: RegExp, button: Locator): Promise<void> {
  const force = page.getByRole("checkbox", { name: seen });
  await expect(async () => {
    if (await force.isVisible()) await force.check();
    await expect(button).toBeEnabled({ timeout: 1000 });
  }).toPass({ timeout: 60_000 });
}

/** The body rows of a table by its accessible name. */
export function rowsOf(page: Page, table: string | RegExp): Locator {
  return page
    .getByRole("table", { name: table })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });
}

/** Chooses in a segmented control by its visible label. */
export async function choose(page: Page, group: string | RegExp, option: string): Promise<void> {
  const control = page.getByRole("radiogroup", { name: group });
  await control.getByText(option, { exact: true }).click();
  await expect(control.getByRole("radio", { name: option, exact: true })).toBeChecked();
}

/** The path of the first link that a page has to another one, for example of the newest trace. */
export async function firstPath(page: Page, from: string, prefix: string): Promise<string> {
  await open(page, from);
  const link = page.getByRole("main").getByRole("cell").locator(`a[href^="${prefix}"]`).first();
  await expect(link).toBeVisible();
  return (await link.getAttribute("href")) ?? "";
}
