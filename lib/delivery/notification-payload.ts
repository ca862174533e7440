import type { NotificationFormat } from "@/lib/delivery/notification-channel";
import type { NotificationFacts } from "@/lib/delivery/notification-facts";
import type { NotificationWords } from "@/lib/delivery/notification-text";
import type { Locale } from "@/lib/i18n/locales";

/** Robots refuse longer messages: WeCom takes 4,096 bytes of markdown. */
const maxTextBytes = 3800;

/** The message as each service wants it, before it is signed. Source: the robots' own documents. */
export function notificationPayload(
  format: NotificationFormat,
  message: {
    readonly id: string;
    readonly facts: NotificationFacts;
    readonly words: NotificationWords;
    readonly locale: Locale;
  },
): Readonly<Record<string, unknown>> {
  const { id, facts, words, locale } = message;
  switch (format) {
    case "generic":
      return {
        id,
        ...facts,
        at: new Date(facts.atMs).toISOString(),
        title: words.title,
        text: plainText(words),
        ...(words.link === undefined ? {} : { url: words.link.url }),
      };
    case "slack":
      return { text: slackText(words) };
    case "dingtalk":
      return {
        msgtype: "markdown",
        markdown: { title: words.title, text: limited(markdown(words, "#### ")) },
      };
    case "wecom":
      return { msgtype: "markdown", markdown: { content: limited(markdown(words, "**", "**")) } };
    case "feishu":
      return {
        msg_type: "post",
        content: { post: { [locale === "zh" ? "zh_cn" : "en_us"]: feishuPost(words) } },
      };
  }
}

function plainText({ title, lines, link }: NotificationWords): string {
  return [title, ...lines, ...(link === undefined ? [] : [link.url])].join("\n");
}

/** Slack reads three characters as markup wherever they stand. */
function slackText({ title, lines, link }: NotificationWords): string {
  const escaped = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [
    `*${escaped(title)}*`,
    ...lines.map(escaped),
    ...(link === undefined ? [] : [`<${link.url}|${escaped(link.text)}>`]),
  ].join("\n");
}

function markdown({ title, lines, link }: NotificationWords, before: string, after = ""): string {
  // What people and API servers wrote must not turn into links, images or mentions.
  const escaped = (text: string) => text.replace(/[\\`*_[\]<>#!|]/g, "\\$&").replaceAll("\n", " ");
  return [
    `${before}${escaped(title)}${after}`,
    ...lines.map((line) => `- ${escaped(line)}`),
    ...(link === undefined ? [] : [`[${link.text}](${link.url})`]),
  ].join("\n\n");
}

function feishuPost({ title, lines, link }: NotificationWords) {
  return {
    title,
    content: [
      ...lines.map((text) => [{ tag: "text", text }]),
      ...(link === undefined ? [] : [[{ tag: "a", text: link.text, href: link.url }]]),
    ],
  };
}

function limited(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= maxTextBytes) return text;
  return `${new TextDecoder().decode(bytes.slice(0, maxTextBytes)).replace(/\uFFFD+$/, "")}…`;
}
