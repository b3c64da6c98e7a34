/**
 * Text of a page stays text in every channel: it can be no mention, no link, no bold, no tag. Where a receiver documents an
 * escape it is used; where it documents none (DingTalk, WeCom) the characters that mean something become their full-width
 * forms, which Chinese text uses anyway. The unescaped text stands on the desk.
 */

const HTML_REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For HTML and for Telegram's HTML, which knows the same references. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => HTML_REFERENCES[character]!);
}

/** For Slack's `text`: the three characters its page "Formatting message text" names, so that `<!here>` is five letters. */
export function escapeSlack(text: string): string {
  return text.replace(/[&<>]/g, (character) => HTML_REFERENCES[character]!);
}

/** `@all`, `@小明` and `@everyone` with the full-width sign: apps that look for names in plain text find none. */
export function withoutMentions(text: string): string {
  return text.replaceAll('@', '＠');
}

/** For Markdown dialects without an escape: `[点我](http://…)` becomes `［点我］(http://…)`, `<@all>` becomes `＜＠all＞`. */
export function withoutMarkdown(text: string): string {
  return text.replace(/[[\]<>*_~`#|!&\\@]/g, (ascii) => String.fromCodePoint(ascii.codePointAt(0)! + 0xfee0));
}

/** For Discord's Markdown, which takes a backslash before any of its characters. */
export function escapeDiscord(text: string): string {
  return withoutMentions(text).replace(/[\\*_~`|>#[\]()<:-]/g, '\\$&');
}

/** An address for the round brackets of a Markdown link: what could end it or start something else is percent-encoded. */
export function markdownTarget(url: string): string {
  return new URL(url).href.replace(/[()<>[\]|`\\@]/g, (c) => `%${c.codePointAt(0)!.toString(16).toUpperCase()}`);
}
