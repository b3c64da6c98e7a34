/** A part in the small Markdown that DingTalk and WeCom share: headings, bold, quotes, links, and no escape for page text. */
import { markdownTarget, withoutMarkdown } from './_escape.ts';
import type { Line } from './_message.ts';
import type { Part } from './_parts.ts';

export function markdownOf({ title, lines }: Part, between: string): string {
  return [`### ${withoutMarkdown(title)}`, ...lines.map(markdownLine)].join(between);
}

function markdownLine(line: Line): string {
  switch (line.kind) {
    case 'heading':
      return `#### ${withoutMarkdown(line.text)}`;
    case 'fact':
      return `**${line.label}** ${withoutMarkdown(line.text)}`;
    case 'quote':
      // The quotation mark keeps page text from the start of a line, where - or 1. would make a list.
      return `> “${withoutMarkdown(line.text)}”`;
    case 'text':
      return withoutMarkdown(line.text);
    case 'link':
      return `[${line.label}](${markdownTarget(line.url)})`;
  }
}
