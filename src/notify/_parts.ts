/**
 * Long messages. Every receiver has a limit, and most cut or refuse what is longer; so a message is split between lines, and
 * a line that alone is too long after a sentence. Every part is numbered and carries the link to the whole.
 *
 * Parts are sent one after the other. When one fails, the outcome says how many arrived, and the next try goes on from there.
 */
import type { SendContext, SendOutcome } from './_channel.ts';
import type { AlertMessage, Line } from './_message.ts';
import { WORDS } from './_words.ts';

export type Part = { title: string; lines: readonly Line[] };

/** More parts than this are a flood: the rest is left to the link. */
const MOST_PARTS = 10;

/** The message in parts that all fit; one part when the whole fits. `fits` renders a part and measures it. */
export function partsOf(message: AlertMessage, fits: (part: Part) => boolean): Part[] {
  const whole = { title: message.title, lines: message.lines };
  if (fits(whole)) return [whole];
  const link: Line = { kind: 'link', label: WORDS[message.lang].whole, url: message.url };
  const numbered = (lines: readonly Line[], number: string): Part => ({
    title: `${message.title} (${number})`,
    lines: lines.some((line) => line.kind === 'link' && line.url === message.url) ? lines : [...lines, link],
  });
  const pages = fillPages(message.lines, (lines) => fits(numbered(lines, `${MOST_PARTS}/${MOST_PARTS}`)));
  const kept = pages.slice(0, MOST_PARTS);
  return kept.map((lines, i) => numbered(lines, `${i + 1}/${kept.length}`));
}

function fillPages(lines: readonly Line[], fit: (lines: readonly Line[]) => boolean): Line[][] {
  const pages: Line[][] = [];
  let page: Line[] = [];
  const waiting = [...lines];
  while (waiting.length > 0 && pages.length <= MOST_PARTS) {
    const line = waiting.shift()!;
    if (fit([...page, line])) page.push(line);
    else if (page.length > 0) {
      pages.push(page);
      page = [];
      waiting.unshift(line);
    } else {
      const [head, rest] = splitLine(line, (piece) => fit([piece]));
      page = [head];
      if (rest) waiting.unshift(rest);
    }
  }
  return page.length > 0 ? [...pages, page] : pages;
}

/** The longest beginning of the line that fits, up to the end of a sentence where there is one. */
function splitLine(line: Line, fits: (line: Line) => boolean): [Line, Line | null] {
  if (line.kind === 'link') return [line, null];
  const cutAt = (end: number): Line => ({ ...line, text: line.text.slice(0, end) });
  const longest = (ends: readonly number[]) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fits(cutAt(ends[middle]!))) low = middle + 1;
      else high = middle;
    }
    return ends[low - 1];
  };
  const end = longest(sentenceEnds(line.text)) ?? longest(characterEnds(line.text)) ?? line.text.length;
  const rest = line.text.slice(end).trimStart();
  return [cutAt(end), rest ? { ...line, text: rest } : null];
}

/** 他走了。”她说。 ends after ” and after the last 。; "He left (v. 2.0)." ends only at the end. */
function sentenceEnds(text: string): number[] {
  return [...text.matchAll(/(?:[。！？!?；;…]|\.(?=\s|$))["”’」』）)]{0,3}/gu)].map((m) => m.index + m[0].length);
}

function characterEnds(text: string): number[] {
  let end = 0;
  return Array.from(text, (character) => (end += character.length));
}

/** Sends the parts that have not arrived yet, in order, and stops at the first that fails. */
export async function sendParts<T>(
  parts: readonly T[],
  { doneParts = 0 }: Pick<SendContext, 'doneParts'>,
  sendOne: (part: T, index: number) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  let first: SendOutcome = { outcome: 'delivered' };
  for (let i = doneParts; i < parts.length; i++) {
    const result = await sendOne(parts[i]!, i);
    if (result.outcome !== 'delivered') return i > 0 ? { ...result, doneParts: i } : result;
    if (i === doneParts) first = result;
  }
  return first;
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
