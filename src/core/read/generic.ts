/** The reader for any page: one survey of the document, then title, date and byline, then the body. */
import type { Article, ReadInput, Skipped } from '../types.ts';
import { languageOf } from '../text/language.ts';
import { bodyOf } from './body.ts';
import { bylineOf, outletInText } from './byline.ts';
import { cleanLines } from './clean.ts';
import type { DateContext, PageDate } from './dates.ts';
import { parsePageDate, zoneOfLanguage } from './dates.ts';
import type { PageMeta } from './meta.ts';
import { firstTag } from './meta.ts';
import type { Line } from './outline.ts';
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
  const { text, cut } = textOf(survey);
  if (text === '') return { skipped: 'no main text found on the page' };
  const lang = languageOf(text, meta.lang);
  const context: DateContext = { fetchedAt: input.fetchedAt, zone: zoneOfLanguage(lang) };
  const facts = linesAroundTitle(outline.lines, title);
  const date = dateOf(meta, facts, context);
  const byline = bylineOf(meta, facts);
  return {
    title,
    ...byline,
    origin: byline.origin && { ...byline.origin, outlet: byline.origin.outlet ?? outletInText(text) },
    publishedAt: date?.value ?? null,
    datePrecision: date?.precision ?? null,
    lang,
    text,
    cut,
    reader: GENERIC_READER,
  };
}

/** Below this a structured body that is ten times as long is the text: the page itself only shows a teaser of it. */
const MIN_TEXT_CHARS = 80;

function textOf({ outline, hints, meta }: Survey): { text: string; cut: Article['cut'] } {
  const body = bodyOf(outline, hints);
  const cleaned = cleanLines(body.lines.map((line) => line.text));
  const shown = cleaned.kept.join('\n');
  const structured = meta.jsonLd.body ?? '';
  if (shown.length < MIN_TEXT_CHARS && structured.length > 10 * shown.length && !structured.includes('<')) {
    return { text: structured.split(/\r?\n/).map(trimLine).filter(Boolean).join('\n'), cut: [] };
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
  return {
    text: shown,
    cut: [
      ...piece('between the paragraphs', body.between),
      ...piece('second copy of the body', body.copies),
      ...cleaned.cut,
    ],
  };
}

/** Lines that may hold the byline: a few before the headline and the dozen after it, their text nodes held apart. */
export function linesAroundTitle(lines: readonly Line[], title: string): string[] {
  const found = lines.findIndex((line) => line.text === title);
  const at = found >= 0 ? found : lines.findIndex((line) => title !== '' && line.text.includes(title));
  const from = Math.max(0, at - 4);
  return lines.slice(from, from + 20).map((line) => trimLine(line.pieces.join(' ')));
}

function dateOf(meta: PageMeta, facts: readonly string[], context: DateContext): PageDate | null {
  const declared = [meta.jsonLd.datePublished, firstTag(meta, DATE_TAGS), ...meta.times];
  const short = facts.filter((line) => line.length <= 120);
  for (const raw of [...declared, ...short]) {
    const date = raw ? parsePageDate(raw, context) : null;
    if (date) return date;
  }
  return null;
}
