/** A message as plain text, for channels and parts that take no markup. */
import type { AlertMessage, Line } from './_message.ts';

export function plainText(message: Pick<AlertMessage, 'title' | 'lines'>): string {
  return [message.title, '', ...message.lines.map(plainLine)].join('\n');
}

export function plainLine(line: Line): string {
  switch (line.kind) {
    case 'heading':
      return `\n${line.text}`;
    case 'fact':
      return labelled(line.label) + line.text;
    case 'quote':
      return `> ${line.text}`;
    case 'text':
      return line.text;
    case 'link':
      return labelled(line.label) + line.url;
  }
}

/** A label with its colon, in the width of its writing: `人物：`, `Who: `. */
export function labelled(label: string): string {
  return /\p{Script=Han}$/u.test(label) ? `${label}：` : `${label}: `;
}
