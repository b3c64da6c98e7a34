import type { CitedSpan, Claim } from '../types.ts';
import { findNumbers, type NumberMention } from '../text/numbers.ts';
import { plainText } from '../text/plain.ts';
import type { ArticleText, Field, FieldSentence } from './_article-text.ts';
import type { ClaimKind } from './_claim-kind.ts';
import { MAX_QUOTE } from './_gate.ts';
import { chineseFigures } from './metric/chinese.ts';
import { englishFigures } from './metric/english.ts';
import type { Figure, ReadSentence, Span } from './metric/figure.ts';
import type { MetricNoun } from './metric/nouns.ts';
import { isTeaser } from './metric/teaser.ts';

/** Words of the article by their place. */
type Place = Span & { field: Field };

/** The last sentence that held a figure, and whom it was given of. */
type Context = { index: number; subject: Place | null };

function find(article: ArticleText): Claim[] {
  const claims = new Map<string, Claim>();
  const context: Context = { index: -1, subject: null };
  for (const [index, sentence] of article.sentences.entries()) {
    if (!MAY_HOLD_NUMBER.test(sentence.text)) continue;
    const plain = plainText(sentence.text);
    const numbers = findNumbers(plain);
    if (numbers.length === 0 || isTeaser(plain)) continue;
    for (const claim of claimsOf(article, index, plain, numbers, context)) {
      const { subject, metric, raw, period_raw } = claim.args;
      const key = JSON.stringify([subject, metric, raw, period_raw]);
      if (!claims.has(key)) claims.set(key, claim);
    }
  }
  return [...claims.values()];
}

/** Most sentences hold no quantity; this tells so at the price of one look. */
const MAY_HOLD_NUMBER = /[\d０-９十百千万萬亿億成番倍]|分之|illion|percent|hundred|thousand|doubl|tripl|quadrupl/;

function claimsOf(
  article: ArticleText,
  index: number,
  plain: string,
  numbers: readonly NumberMention[],
  context: Context,
): Claim[] {
  const sentence = article.sentences[index]!;
  const before = article.sentences[index - 1];
  const asked = before && before.field === sentence.field && /[?？]["”」]?$/.test(before.text) ? before : null;
  const question = asked && figuresOf(plainText(asked.text), article.anchor, [], null);
  const noun = question?.openNoun ? moved(question.openNoun, asked!.start - sentence.start) : null;
  const read = figuresOf(plain, article.anchor, numbers, noun);
  if (read.figures.length === 0) return [];
  const carried = read.figures.some((figure) => figure.subject === null) ? carriedTo(article, index, context) : null;
  context.index = index;
  context.subject = read.subject ? placeIn(sentence, read.subject) : (carried ?? context.subject);
  return read.figures.map((figure) => claimOf(article, sentence, figure, carried));
}

function figuresOf(
  plain: string,
  anchor: string | null,
  numbers: readonly NumberMention[],
  asked: MetricNoun | null,
): ReadSentence {
  return (/\p{Script=Han}/u.test(plain) ? chineseFigures : englishFigures)(plain, anchor, numbers, asked);
}

/** How many sentences back a subject without a figure of its own is looked for. */
const LOOK_BACK = 5;

/**
 * Whom a figure without a subject is given of: the subject of the sentence right before, of one of those before it if the article speaks
 * of it more than once, else that of the last figure.
 */
function carriedTo(article: ArticleText, index: number, context: Context): Place | null {
  const { field } = article.sentences[index]!;
  let isNext = context.subject === null;
  for (let i = index - 1; i > Math.max(context.index, index - 1 - LOOK_BACK); i--) {
    const sentence = article.sentences[i]!;
    if (sentence.field !== field) break;
    const plain = plainText(sentence.text);
    if (isTeaser(plain)) continue;
    const { subject } = figuresOf(plain, article.anchor, [], null);
    const place = subject && placeIn(sentence, subject);
    if (place && (isNext || isKnown(article, place))) return place;
    isNext = false;
  }
  return context.subject;
}

/** Offsets into one sentence as offsets into another of the same text. */
function moved(noun: MetricNoun, by: number): MetricNoun {
  return { ...noun, start: noun.start + by, end: noun.end + by, headStart: noun.headStart + by };
}

function placeIn(sentence: FieldSentence, span: Span): Place {
  return { field: sentence.field, start: sentence.start + span.start, end: sentence.start + span.end };
}

/** A subject without figures is taken over into later sentences only if the article speaks of it more than once. */
function isKnown(article: ArticleText, place: Place): boolean {
  const words = article[place.field].slice(place.start, place.end);
  const first = article.text.indexOf(words);
  return article.title.includes(words) || (first >= 0 && article.text.indexOf(words, first + words.length) >= 0);
}

function claimOf(article: ArticleText, sentence: FieldSentence, figure: Figure, carried: Place | null): Claim {
  const { field } = sentence;
  const at = (span: Span | null): Place | null => (span ? placeIn(sentence, span) : null);
  const metric = at(figure.metric);
  const subject = at(figure.subject) ?? carried ?? metric;
  const raw = at(figure.raw)!;
  const period = at(figure.period?.span ?? null);
  const attribution = at(figure.attribution);
  const words = (place: Place | null): string | null =>
    place ? article[place.field].slice(place.start, place.end) : null;
  const quote = quoteOf(sentence, raw, [subject, metric, period]);
  const cited = Object.entries({ subject, metric, period_raw: period }).flatMap(([slot, place]): CitedSpan[] =>
    place && (place.field !== field || place.start < quote.start || place.end > quote.end)
      ? [{ slot, ...place, quote: words(place)! }]
      : [],
  );
  return {
    kind: 'metric',
    field,
    ...quote,
    quote: article[field].slice(quote.start, quote.end),
    args: {
      subject: words(subject),
      metric: words(metric),
      raw: words(raw),
      value: figure.value,
      value_max: figure.valueMax,
      unit: figure.unit,
      comparator: figure.comparator,
      period_raw: words(period),
      period_iso: figure.period?.iso ?? null,
      period_repaired: figure.period?.isRepaired ?? false,
      yoy: figure.yoy,
      seq: figure.seq,
      basis: figure.basis,
    },
    status: null,
    attribution: words(attribution),
    extractor: 'metric@1',
    ...(cited.length > 0 && { cited }),
  };
}

/** The sentence, or of a long one the clauses around the figure, with as much of `wanted` as fits. */
function quoteOf(sentence: FieldSentence, raw: Place, wanted: readonly (Place | null)[]): Span {
  const { start, end, text } = sentence;
  if (end - start <= MAX_QUOTE) return { start, end };
  const inside = wanted.filter(
    (p) => p !== null && p.field === sentence.field && p.start >= start && p.end <= end,
  ) as Place[];
  let from = raw.start;
  let to = raw.end;
  for (const place of inside.sort((a, b) => Math.abs(a.start - raw.start) - Math.abs(b.start - raw.start))) {
    if (Math.max(to, place.end) - Math.min(from, place.start) > MAX_QUOTE) continue;
    from = Math.min(from, place.start);
    to = Math.max(to, place.end);
  }
  const boundary = /[，,；;：:。]/;
  while (from > start && to - from < MAX_QUOTE && !boundary.test(text[from - start - 1]!)) from--;
  while (to < end && to - from < MAX_QUOTE && !boundary.test(text[to - start]!)) to++;
  return { start: from, end: to };
}

export const metric: ClaimKind = {
  id: 'metric',
  label: 'A figure: revenue, users, valuation, growth, share, price',
  surface: ['subject', 'metric', 'raw', 'period_raw'],
  find,
  examples: [
    {
      text: '云帆科技二季度营收41.7亿元，同比下滑6.3%。',
      publishedAt: '2025-08-28',
      args: {
        subject: '云帆科技',
        metric: '营收',
        value: 4_170_000_000,
        unit: 'CNY',
        period_iso: '2025-Q2',
        yoy: -6.3,
      },
    },
    {
      text: '云帆科技目标明年活跃商家达到60万家。',
      publishedAt: '2025-08-28',
      args: { subject: '云帆科技', metric: '活跃商家', value: 600_000, unit: 'merchants', basis: 'target' },
    },
    {
      text: '北野电商双11订单量是去年同期的3倍。',
      publishedAt: '2025-11-12',
      args: { subject: '北野电商', metric: '订单量', value: null, yoy: 200 },
    },
    {
      text: 'Quillbay is valued at more than $31 billion in secondary trades.',
      lang: 'en',
      args: { subject: 'Quillbay', value: 31_000_000_000, unit: 'USD', comparator: '>' },
    },
  ],
  counterexamples: [
    '活动编号20250903，客服热线400-800-1234。',
    '推荐阅读：某平台GMV破千亿。',
    '会议室在12层1208，停车费每小时10元。',
    'Flight 212 was delayed by 45 minutes.',
  ],
};
