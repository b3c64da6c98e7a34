/** The reader for any page: one survey of the document, then title, date and byline, then the body. */
import type { Article, ReadInput, Skipped } from '../types.ts';
import { languageOf } from '../text/language.ts';
import { bodyOf } from './body.ts';
import { bylineOf } from './byline.ts';
import { cleanLines } from './clean.ts';
import type { DateContext, PageDate } from './dates.ts';
import { parsePageDate, zoneOfLanguage } from './dates.ts';
import { MAX_PAGE_LINES } from './html.ts';
import type { PageMeta } from './meta.ts';
import { firstTag } from './meta.ts';
import type { Line } from './outline.ts';
import { originOf } from './origin.ts';
import { trimLine } from './outline.ts';
import type { Survey } from './survey.ts';
import { surveyOf } from './survey.ts';

export const GENERIC_READER = 'generic@1';

const DATE_TAGS = [
  'article:published_time',
  'og:article:published_time',
  'og:published_time',
  'publishdate',
  'pubdate',
  'datepublished',
  'publish-date',
  'date',
  'dc.date',
  'dc.date.issued',
  'dcterms.created',
  'sailthru.date',
  'parsely-pub-date',
  'weibo: article:create_at',
  'og:release_date',
  'og:time',
  'apub:time',
  'publication_date',
  '_pubtime',
  'firstpublishedtime',
];

/** Reads any HTML document. Skipped when it holds no running text. */
export function readGeneric(input: ReadInput, document: Document): Article | Skipped {
  const survey = surveyOf(document);
  if (!survey) return { skipped: 'no document in the page' };
  const { meta, title, outline } = survey;
  if (outline.lines.length > MAX_PAGE_LINES)
    return { skipped: `page of ${outline.lines.length} lines, limit ${MAX_PAGE_LINES}` };
  const { text, cut, last } = textOf(survey);
  if (text === '') return { skipped: 'no main text found on the page' };
  const lang = languageOf(text, meta.lang);
  const context: DateContext = { fetchedAt: input.fetchedAt, zone: zoneOfLanguage(lang) };
  const facts = linesAroundTitle(outline.lines, title);
  const date = dateOf(meta, facts, title, context);
  const { source, ...byline } = bylineOf(meta, {
    lines: [...facts, ...linesAround(outline.lines, last)],
    named: meta.authorNames,
  });
  return {
    title,
    ...byline,
    origin: originOf({ url: input.url, source, canonical: meta.canonical, linkTo: linksOf(document), text }),
    publishedAt: date?.value ?? null,
    datePrecision: date?.precision ?? null,
    lang,
    text,
    cut,
    reader: GENERIC_READER,
  };
}

const MAX_LINKS = 2_000;
const WORDS_FOR_THE_ORIGINAL = new Set(['阅读原文', '查看原文', '原文链接', '原文', 'Original article']);

/** Finds where the page links the name of its source, or the words for "the original", to. */
function linksOf(document: Document): (wording: string) => string | null {
  return (wording) => {
    const links = [...document.querySelectorAll('a[href]')].slice(0, MAX_LINKS);
    const link = links.find((a) => {
      const text = trimLine(a.textContent ?? '');
      return text === wording || WORDS_FOR_THE_ORIGINAL.has(text);
    });
    return link?.getAttribute('href') ?? null;
  };
}

/** Below this a structured body that is ten times as long is the text: the page itself only shows a teaser of it. */
const MIN_TEXT_CHARS = 80;

/** The text, what was cut from it, and where its last line stands. */
function textOf({ outline, hints, meta }: Survey): { text: string; cut: Article['cut']; last: number } {
  const body = bodyOf(outline, hints);
  const cleaned = cleanLines(body.lines.map((line) => line.text));
  const shown = cleaned.kept.join('\n');
  const structured = meta.jsonLd.body ?? '';
  if (shown.length < MIN_TEXT_CHARS && structured.length > 10 * shown.length && !structured.includes('<')) {
    return { text: structured.split(/\r?\n/).map(trimLine).filter(Boolean).join('\n'), cut: [], last: 0 };
  }
  const piece = (reason: string, lines: readonly Line[]): Article['cut'] =>
    lines.length === 0
      ? []
      : [
          {
            reason,
            text: lines
              .map((line) => line.text)
              .join('\n')
              .slice(0, 500),
          },
        ];
  const last = outline.lines.indexOf(body.lines.at(-1) as Line);
  const cut = [
    ...piece('between the paragraphs', body.between),
    ...piece('second copy of the body', body.copies),
    ...cleaned.cut,
  ];
  return { text: shown, cut, last };
}

/** The foot of the text: its last lines and the few after it, where 责任编辑 and a reporter's name stand. */
function linesAround(lines: readonly Line[], last: number): string[] {
  return lines.slice(Math.max(0, last - 3), last + 5).map(spacedText);
}

/** A line with its text nodes held apart. */
function spacedText(line: Line): string {
  return trimLine(line.pieces.join(' '));
}

/** Lines that may hold the byline: a few before the headline and the dozen after it, their text nodes held apart. */
export function linesAroundTitle(lines: readonly Line[], title: string): string[] {
  const found = lines.findIndex((line) => line.text === title);
  const at = found >= 0 ? found : lines.findIndex((line) => title !== '' && line.text.includes(title));
  const from = Math.max(0, at - 4);
  return lines.slice(from, from + 20).map(spacedText);
}

function dateOf(meta: PageMeta, facts: readonly string[], title: string, context: DateContext): PageDate | null {
  const declared = [meta.jsonLd.datePublished ?? '', firstTag(meta, DATE_TAGS) ?? '', ...meta.times];
  const short = facts.filter((line) => line.length <= MAX_DATE_LINE_CHARS && line !== title);
  // A whole date is worth more than `9月26日` of a headline.
  const [whole, partial] = [
    short.filter((line) => /(?:19|20)\d\d/.test(line)),
    short.filter((line) => !/(?:19|20)\d\d/.test(line)),
  ];
  for (const raw of [...declared, ...whole, ...partial]) {
    const date = raw ? parsePageDate(raw, context) : null;
    if (date) return date;
  }
  return null;
}
const MAX_DATE_LINE_CHARS = 120;
