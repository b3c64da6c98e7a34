/**
 * Saved text pages and plain-text files: title and main text without any markup. What a person sees is used instead:
 * running text has long lines that end with a full stop, navigation and teasers do not, and a body that stands twice gives itself away.
 */
import type { Article, ReadInput, Skipped } from '../types.ts';
import { languageOf } from '../text/language.ts';
import { originOf } from './origin.ts';
import { trimLine } from './outline.ts';
import { authorsInLine, bylineOf } from './byline.ts';
import { cleanLines } from './clean.ts';
import { MAX_PAGE_LINES } from './html.ts';
import type { DateContext, PageDate } from './dates.ts';
import { parsePageDate, zoneOfLanguage } from './dates.ts';
import type { PageMeta } from './meta.ts';

export const TEXT_READER = 'text@1';

const NO_META: PageMeta = {
  tags: new Map(),
  jsonLd: { headline: null, authors: [], datePublished: null, publisher: null, body: null },
  documentTitle: '',
  lang: null,
  canonical: null,
  headings: [],
  headingIsCrumb: false,
  authorNames: [],
  times: [],
};

/** Ends of sentences, closing quotes included. */
const SENTENCE_END = /[。！？!?…；;.][”’」』"'）)\]]*$/u;
/** `您需要登录后才可以回帖`, `Archiver|手机版|`: only forums say this. */
const FORUM = /您需要登录后才可以回帖|Archiver\s?\|/u;
/** The foot of a Discuz page: `GMT+8, 2025-12-28 07:29 , Processed in 0.16 second(s)`. */
const PAGE_CLOCK = /GMT\s?(?<zone>[+-]\d{1,2})\s*,\s*(?<date>20\d\d-\d{1,2}-\d{1,2} \d\d:\d\d)/u;
/** `Larissa    发表于  2 小时前 | 显示全部楼层 |阅读模式` */
const POST_HEAD = /^(?<author>\S[^|]{0,40}?)\s+发表于\s+(?<date>[^|]{2,40}?)\s*(?:\||$)/u;

/** Reads text without markup. Skipped when no running text is in it. */
export function readSavedText(input: ReadInput): Article | Skipped {
  const lines = input.content
    .replace(/^\uFEFF/, '')
    .split(/\r\n|[\n\r\u2028]/)
    .map(trimLine)
    .filter(Boolean);
  if (lines.length > MAX_PAGE_LINES) return { skipped: `text of ${lines.length} lines, limit ${MAX_PAGE_LINES}` };
  const lang = languageOf(longestLines(lines));
  const context = clockOf(lines, { fetchedAt: input.fetchedAt, zone: zoneOfLanguage(lang) });
  const span = bodySpan(lines);
  if (!span) return { skipped: 'no running text in the file' };

  const titleAt = titleIndex(lines, span.start);
  const head = lines.slice(0, span.start);
  const post = head.map((line) => POST_HEAD.exec(line)?.groups).find(Boolean);
  const facts = lines.filter((line) => line.length <= 120);
  const { source, ...byline } = bylineOf(NO_META, { lines: facts, named: [] });
  const title = titleAt === null ? '' : (lines[titleAt] ?? '');
  const authors = byline.authors.length > 0 ? byline.authors : authorsNear(lines, title, post?.['author']);
  const date = dateIn(post?.['date'] ? [post['date']] : head, context) ?? dateIn(facts.slice(0, 40), context);
  const { kept, cut } = cleanLines(lines.slice(span.start, span.end));
  if (kept.length === 0) return { skipped: 'no running text in the file' };
  return {
    title,
    ...byline,
    origin: originOf({ url: input.url, source, text: kept.join('\n') }),
    authors,
    publishedAt: date?.value ?? null,
    datePrecision: date?.precision ?? null,
    lang: languageOf(kept.join('\n')),
    text: kept.join('\n'),
    cut: [...cutAround(lines, span, titleAt), ...cut],
    reader: TEXT_READER,
  };
}

function longestLines(lines: readonly string[]): string {
  return [...lines]
    .sort((a, b) => b.length - a.length)
    .slice(0, 20)
    .join('\n');
}

/** The page's own clock, where it shows one, is when its relative dates were true. */
function clockOf(lines: readonly string[], context: DateContext): DateContext {
  for (const line of lines.slice(-8)) {
    const clock = PAGE_CLOCK.exec(line)?.groups;
    if (!clock) continue;
    const zone = `${clock['zone']?.[0]}${clock['zone']?.slice(1).padStart(2, '0')}:00`;
    const local = parsePageDate(clock['date'] ?? '', { ...context, zone });
    if (local) return { fetchedAt: new Date(local.value).toISOString(), zone };
  }
  const isForum = lines.some((line) => FORUM.test(line) || POST_HEAD.test(line));
  return isForum && context.zone === null ? { ...context, zone: '+08:00' } : context;
}

type Span = { start: number; end: number };

/** Which lines are the main text: the first copy of a body that stands twice, else the heaviest run of text lines. */
function bodySpan(lines: readonly string[]): Span | null {
  return repeatedSpan(lines) ?? heaviestSpan(lines);
}

const isLong = (line: string): boolean => line.length >= 40;
const MIN_REPEATED_LINES = 3;

/** The first of two copies: from the first long line that comes again to the last one before the second copy starts. */
function repeatedSpan(lines: readonly string[]): Span | null {
  const seen = new Map<string, number>();
  let start = -1;
  let secondStart = -1;
  let repeats = 0;
  let end = -1;
  for (const [index, line] of lines.entries()) {
    if (!isLong(line)) continue;
    const first = seen.get(line);
    if (first === undefined) {
      seen.set(line, index);
      continue;
    }
    if (start < 0) {
      start = first;
      secondStart = index;
    }
    if (first < secondStart && first >= end) {
      end = first + 1;
      repeats += 1;
    }
  }
  if (repeats < MIN_REPEATED_LINES) return null;
  // Short headings just before the first common line belong to both copies as well.
  while (
    start > 0 &&
    secondStart > 0 &&
    lines[start - 1] === lines[secondStart - 1] &&
    !isMetaLine(lines[start - 1] ?? '')
  ) {
    start -= 1;
    secondStart -= 1;
  }
  return { start, end };
}

/** A line that says when, who, how often read: never the start of the text. */
function isMetaLine(line: string): boolean {
  return (
    /^[\d\s:.,/-]+$/.test(line) ||
    POST_HEAD.test(line) ||
    /^(来源|作者|编辑|时间|发布)[^。]{0,40}$|^(导读|摘要|核心提示)[:：]/u.test(line)
  );
}

/** Kadane's maximum run over line weights: text lines count their length, lines of chrome cost. */
function heaviestSpan(lines: readonly string[]): Span | null {
  const stop = stopLine(lines);
  let best: Span & { weight: number } = { start: 0, end: 0, weight: 0 };
  let start = 0;
  let sum = 0;
  for (let index = 0; index < stop; index += 1) {
    if (sum <= 0) {
      sum = 0;
      start = index;
    }
    sum += weightOf(lines[index] ?? '');
    if (sum > best.weight) best = { start, end: index + 1, weight: sum };
  }
  if (best.weight < 40) return null;
  while (best.start < best.end && weightOf(lines[best.start] ?? '') < 0) best.start += 1;
  return best;
}

function weightOf(line: string): number {
  if (isMetaLine(line)) return -20;
  const ends = SENTENCE_END.test(line);
  if (line.length >= 20 && ends) return line.length;
  if (ends) return 10;
  return isLong(line) ? line.length / 4 : -12;
}

/** Where the page's tail begins: three long unfinished lines among the last few are cut-off teasers of other stories. */
function stopLine(lines: readonly string[]): number {
  let unfinished = 0;
  let first = lines.length;
  for (const [index, line] of lines.entries()) {
    if (!isLong(line)) continue;
    if (SENTENCE_END.test(line)) unfinished = 0;
    else {
      if (unfinished === 0) first = index;
      unfinished += 1;
      if (unfinished >= 3 && index > lines.length / 3) return first;
    }
  }
  return lines.length;
}

/** A headline stands near its text, however long the navigation above it is. */
const MAX_HEAD_LINES = 60;

/** The headline is the last titled line before the text that is no date, counter, byline or advertisement. */
function titleIndex(lines: readonly string[], bodyStart: number): number | null {
  const from = Math.max(0, bodyStart - MAX_HEAD_LINES);
  const candidates = lines
    .slice(from, bodyStart)
    .map((line, index) => ({ line, index: from + index }))
    .filter(
      ({ line }) => line.length >= 6 && line.length <= 120 && !isMetaLine(line) && cleanLines([line]).kept.length > 0,
    );
  const repeated = candidates.find(
    ({ line, index }) =>
      lines.some((other, at) => at !== index && other !== line && other.startsWith(line)) ||
      lines.indexOf(line, index + 1) > 0,
  );
  const asked =
    repeated ??
    candidates.find(({ line }) => /[!！?？]$|[，,：:]/u.test(line) && !/[。.]$/u.test(line)) ??
    candidates[0];
  return asked?.index ?? null;
}

/** The author may stand beside the repeated headline (`标题 玺承集团`) or under it in the second copy. */
function authorsNear(lines: readonly string[], title: string, postAuthor: string | undefined): string[] {
  if (postAuthor) return [postAuthor.trim()];
  if (title === '') return [];
  for (const [index, line] of lines.entries()) {
    if (line !== title && line.startsWith(title) && line.length - title.length <= 24)
      return [line.slice(title.length).trim()];
    const next = lines[index + 1] ?? '';
    const after = lines[index + 2] ?? '';
    // 标题 / 某某观察 / 2025-06-21 06:34
    if (line === title && next.length >= 2 && next.length <= 16 && /\p{L}/u.test(next) && /^20\d\d[-年/.]/.test(after))
      return [next];
  }
  return lines.slice(0, 12).flatMap(authorsInLine).slice(0, 4);
}

function dateIn(lines: readonly string[], context: DateContext): PageDate | null {
  for (const line of lines) {
    const date = line.length <= 120 ? parsePageDate(line, context) : null;
    if (date) return date;
  }
  return null;
}

function cutAround(lines: readonly string[], span: Span, titleAt: number | null): Article['cut'] {
  const before = lines.slice(0, span.start).filter((_, index) => index !== titleAt);
  const after = lines.slice(span.end);
  const piece = (reason: string, part: string[]) =>
    part.length > 0 ? [{ reason, text: part.join('\n').slice(0, 500) }] : [];
  return [...piece('before the text', before), ...piece('after the text', after)];
}
