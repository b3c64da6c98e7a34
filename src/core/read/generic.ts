/** The reader for any page: metadata first, then the body by readability, then the clean-up. */
import { Readability } from '@mozilla/readability';
import type { Article, ReadInput, Skipped } from '../types.ts';
import { languageOf } from '../text/language.ts';
import type { Block } from './blocks.ts';
import { blocksOf } from './blocks.ts';
import { bylineOf, outletInText } from './byline.ts';
import type { DateContext, PageDate } from './dates.ts';
import { parsePageDate, zoneOfLanguage } from './dates.ts';
import type { PageMeta } from './meta.ts';
import { firstTag, metaOf } from './meta.ts';
import { titleOf } from './title.ts';
import { dropRepeatedBody } from './twice.ts';

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

/** Reads any HTML document. The document is consumed: readability changes it. */
export function readGeneric(input: ReadInput, document: Document): Article | Skipped {
  const meta = metaOf(document);
  const title = titleOf(document, meta);
  const lines = document.body ? blocksOf(document.body) : [];
  const lang = languageOf(
    lines
      .map((line) => line.text)
      .join('\n')
      .slice(0, 20_000),
    meta.lang,
  );
  const context: DateContext = { fetchedAt: input.fetchedAt, zone: zoneOfLanguage(lang) };
  const date = dateOf(document, meta, lines, title, context);
  const byline = bylineOf(meta, linesAroundTitle(lines, title));

  const body = readabilityBlocks(document);
  if (body.length === 0) return { skipped: 'no main text found on the page' };
  const { kept, cut } = dropRepeatedBody(body.map((block) => block.text));
  const text = kept.join('\n');
  return {
    title,
    ...byline,
    origin: byline.origin && { ...byline.origin, outlet: byline.origin.outlet ?? outletInText(text) },
    publishedAt: date?.value ?? null,
    datePrecision: date?.precision ?? null,
    lang: languageOf(text, meta.lang),
    text,
    cut,
    reader: GENERIC_READER,
  };
}

function readabilityBlocks(document: Document): Block[] {
  const reader = new Readability<Node>(document, { charThreshold: 100, serializer: (node) => node });
  const content = reader.parse()?.content;
  return content ? blocksOf(content as Element) : [];
}

/** Lines that may hold the byline: a few before the headline, the dozen after it, and the last ones of the page's text. */
export function linesAroundTitle(lines: readonly Block[], title: string): string[] {
  const at = Math.max(
    0,
    lines.findIndex((line) => line.text === title),
  );
  return lines.slice(Math.max(0, at - 3), at + 14).map((line) => line.text);
}

function dateOf(
  document: Document,
  meta: PageMeta,
  lines: readonly Block[],
  title: string,
  context: DateContext,
): PageDate | null {
  const declared = [meta.jsonLd.datePublished, firstTag(meta, DATE_TAGS)];
  for (const raw of declared) {
    const date = raw ? parsePageDate(raw, context) : null;
    if (date) return date;
  }
  for (const time of [...document.querySelectorAll('time')].slice(0, 5)) {
    const date = parsePageDate(time.getAttribute('datetime') ?? time.textContent ?? '', context);
    if (date) return date;
  }
  for (const line of linesAroundTitle(lines, title)) {
    const date = line.length <= 120 ? parsePageDate(line, context) : null;
    if (date) return date;
  }
  return null;
}
