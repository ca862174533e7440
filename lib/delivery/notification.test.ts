import { describe, expect, it } from "vitest";
import { judgeAnswer } from "@/lib/delivery/notification-answer";
import { isWanted } from "@/lib/delivery/notification-channel";
import type { NotificationFacts } from "@/lib/delivery/notification-facts";
import { notificationPayload } from "@/lib/delivery/notification-payload";
import { retryPauseMs } from "@/lib/delivery/notification-retry";
import { notificationWords } from "@/lib/delivery/notification-text";

const facts: NotificationFacts = {
  event: "rolled_back",
  atMs: Date.UTC(2026, 10, 21, 3, 4, 5),
  cluster: "east",
  service: { namespace: "shop", name: "cart" },
  run: { id: "r1", kind: "canary", title: "Canary of shop/cart: v2", state: "ended", outcome: "rolled_back" },
  actor: "heddle",
  reason: "worse_than_stable",
  evidence: {
    kind: "canary",
    canary: "v2",
    verdict: "worse_than_stable",
    canaryRequests: 1200,
    canaryRatio: 0.05,
    stableRatio: 0.001,
  },
};

const payload = (
  format: Parameters<typeof notificationPayload>[0],
  locale: "en" | "zh" = "en",
  own = facts,
) =>
  notificationPayload(format, {
    id: "team:r1:ended",
    facts: own,
    words: notificationWords(own, locale, "https://console.example/heddle/"),
    locale,
  });

describe("a message in words", () => {
  it("says what happened where, with the evidence and a way there", () => {
    const words = notificationWords(facts, "en", "https://console.example/heddle/");
    expect(words.title).toBe("Heddle: shop/cart: Rolled back");
    expect(words.lines).toContain("Cluster: east");
    expect(words.lines).toContain("Why: worse than the stable version");
    expect(words.lines.join("\n")).toMatch(/1,?200 requests, bad 5(\.0+)?\s?% against 0\.1(0)?\s?%/);
    expect(words.link?.url).toBe("https://console.example/heddle/delivery/canary/r1?cluster=east");
  });

  it("is in Chinese for a Chinese channel", () => {
    const words = notificationWords(facts, "zh", undefined);
    expect(words.title).toBe("Heddle：shop/cart：已回滚");
    expect(words.lines).toContain("原因：比稳定版本差");
  });

  it("names the run instead of a link where the console has no public address", () => {
    const words = notificationWords(facts, "en", undefined);
    expect(words.link).toBeUndefined();
    expect(words.lines).toContain("Run id: r1");
  });

  it("tells a code that no text knows as it is", () => {
    const words = notificationWords({ ...facts, reason: "brand_new_reason" }, "en", undefined);
    expect(words.lines).toContain("Why: brand new reason");
  });
});

describe("what each service is sent", () => {
  it("gives a generic receiver the facts and the id that stays", () => {
    expect(payload("generic")).toMatchObject({
      id: "team:r1:ended",
      event: "rolled_back",
      cluster: "east",
      at: "2026-11-21T03:04:05.000Z",
      service: { namespace: "shop", name: "cart" },
      run: { id: "r1", outcome: "rolled_back" },
      url: "https://console.example/heddle/delivery/canary/r1?cluster=east",
    });
  });

  it("escapes what Slack would read as markup", () => {
    const { text } = payload("slack", "en", { ...facts, detail: "a <b> & <!channel>" }) as { text: string };
    expect(text).toContain("a &lt;b&gt; &amp; &lt;!channel&gt;");
    expect(text).toContain("<https://console.example/heddle/delivery/canary/r1?cluster=east|Open in Heddle>");
  });

  it("sends DingTalk markdown with a title", () => {
    expect(payload("dingtalk")).toMatchObject({
      msgtype: "markdown",
      markdown: { title: "Heddle: shop/cart: Rolled back" },
    });
  });

  it("keeps a person's words from becoming links in markdown", () => {
    const body = payload("wecom", "en", { ...facts, detail: "[here](http://bad)\n# big" }) as {
      markdown: { content: string };
    };
    expect(body.markdown.content).toContain("\\[here\\](http://bad) \\# big");
  });

  it("keeps WeCom's message below its limit, cut between characters", () => {
    const body = payload("wecom", "zh", { ...facts, detail: "很".repeat(4000) }) as {
      markdown: { content: string };
    };
    expect(new TextEncoder().encode(body.markdown.content).length).toBeLessThanOrEqual(4096);
    expect(body.markdown.content).not.toContain("\uFFFD");
  });

  it("sends Feishu a post in the channel's language", () => {
    expect(payload("feishu", "zh")).toMatchObject({
      msg_type: "post",
      content: { post: { zh_cn: { title: "Heddle：shop/cart：已回滚" } } },
    });
    expect(payload("feishu", "en")).toHaveProperty("content.post.en_us.title");
  });
});

describe("whether a message was taken", () => {
  it.each([
    ["generic", 204, ""],
    ["slack", 200, "ok"],
    ["slack", 200, '{"ok":true}'],
    ["dingtalk", 200, '{"errcode":0,"errmsg":"ok"}'],
    ["feishu", 200, '{"code":0,"msg":"success","data":{}}'],
    ["feishu", 200, '{"StatusCode":0,"StatusMessage":"success"}'],
    ["wecom", 200, '{"errcode":0,"errmsg":"ok"}'],
  ] as const)("%s takes %i %s", (format, status, body) => {
    expect(judgeAnswer(format, status, body)).toEqual({ isTaken: true });
  });

  it.each([
    ["generic", 500, "boom", "HTTP 500: boom"],
    ["slack", 404, "no_service", "HTTP 404: no_service"],
    ["slack", 200, "<html>login</html>", 'HTTP 200 without "ok"'],
    ["dingtalk", 200, '{"errcode":310000,"errmsg":"sign not match"}', "errcode 310000: sign not match"],
    ["feishu", 200, '{"code":19021,"msg":"sign match fail"}', "code 19021: sign match fail"],
    ["feishu", 400, '{"code":9499,"msg":"Bad Request","data":{}}', "code 9499: Bad Request"],
    ["wecom", 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', "errcode 93000: invalid webhook url"],
    ["wecom", 200, "{}", "HTTP 200 without errcode: 0: {}"],
  ] as const)("%s does not take %i %s", (format, status, body, message) => {
    expect(judgeAnswer(format, status, body)).toEqual({ isTaken: false, message });
  });
});

describe("what a channel is told of", () => {
  it("takes everything unless it says what", () => {
    expect(isWanted({}, "started", { cluster: "east", namespace: "shop" })).toBe(true);
  });

  it("leaves other events, clusters and namespaces out", () => {
    const place = { cluster: "east", namespace: "shop" };
    expect(isWanted({ events: ["alert"] }, "started", place)).toBe(false);
    expect(isWanted({ clusters: ["west"] }, "alert", place)).toBe(false);
    expect(isWanted({ namespaces: ["payments"] }, "alert", place)).toBe(false);
  });

  it("tells a channel of one namespace of a kill switch, which ends its experiments too", () => {
    expect(isWanted({ namespaces: ["shop"] }, "kill_switch", { cluster: "east" })).toBe(true);
  });
});

describe("retryPauseMs", () => {
  it("grows and ends after some hours", () => {
    let attempts = 1;
    let totalMs = 0;
    let lastMs = 0;
    for (let pause = retryPauseMs(attempts); pause !== undefined; pause = retryPauseMs(attempts)) {
      expect(pause).toBeGreaterThanOrEqual(lastMs);
      lastMs = pause;
      totalMs += pause;
      attempts += 1;
    }
    expect(totalMs).toBeGreaterThan(5 * 3_600_000);
    expect(totalMs).toBeLessThan(8 * 3_600_000);
  });

  it("waits as long as the service asks for, within reason", () => {
    expect(retryPauseMs(1, 90_000)).toBe(90_000);
    expect(retryPauseMs(1, 10 * 3_600_000)).toBe(3_600_000);
  });
});
