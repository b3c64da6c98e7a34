import type { Comparator, NumberMention } from '../../text/numbers.ts';
import type { MetricNoun } from './nouns.ts';

/** Words of the article that fill a slot: offsets into the field they stand in. */
export type Span = { start: number; end: number };

export type Period = { raw: string; iso: string | null; isRepaired: boolean; span: Span };

export type Basis = 'actual' | 'target' | 'forecast';

/** One figure as a language's rules read it, with offsets into the sentence; metric.ts turns it into a claim. */
export type Figure = {
  /** The figure as written; of a change without an absolute value the change itself (同比增长2.4倍 -> 2.4倍). */
  raw: Span;
  value: number | null;
  valueMax: number | null;
  unit: string | null;
  comparator: Comparator;
  /** Null: nobody is named in this sentence, so that the article's last subject holds. */
  subject: Span | null;
  metric: Span | null;
  period: Period | null;
  /** Percentages, set only where the text says against what: 同比, 环比. */
  yoy: number | null;
  seq: number | null;
  basis: Basis;
  attribution: Span | null;
};

/** What a sentence leaves to the one after it; `openNoun` is a metric named without any figure (小红书MAU到底是多少？). */
export type ReadSentence = { figures: Figure[]; subject: Span | null; openNoun: MetricNoun | null };

/** A change as written: 同比增长2.4倍 is +240 % on the year before, 是去年同期的3倍 +200 %. */
export type Change = { percent: number; against: 'year' | 'period' | null };

/** Writes a change onto the figure it belongs to, whose words then reach to the change. */
export function noteChange(figure: Figure, number: NumberMention, change: Change): void {
  if (change.against === 'year') figure.yoy ??= change.percent;
  if (change.against === 'period') figure.seq ??= change.percent;
  if (change.against !== null && figure.value !== null)
    figure.raw = { start: Math.min(figure.raw.start, number.start), end: Math.max(figure.raw.end, number.end) };
}

/** The unit of a figure: what stands at the number, else what the counting word or the metric implies. */
export function unitOf(number: NumberMention, nounUnit: string | null): string | null {
  if (number.unit === 'times') return 'ratio';
  if (number.unit !== null) return number.unit;
  const byMeasure = number.measure === null ? undefined : MEASURES[number.measure];
  const isPlainCount = nounUnit === null || ['count', 'CNY', 'percent', 'ratio', 'minutes'].includes(nounUnit);
  if (byMeasure !== undefined && isPlainCount) return byMeasure;
  if (number.measure === '单' || number.measure === '單') return 'orders';
  if (number.measure !== null && isPlainCount) return 'count';
  return nounUnit;
}

const MEASURES: Readonly<Record<string, string>> = {
  人: 'people', 名: 'people', 位: 'people', 个人: 'people', 人次: 'people', 单: 'orders', 單: 'orders', 件: 'items', 箱: 'items',
  台: 'items', 辆: 'items', 輛: 'items', 部: 'items', 间: 'count', 户: 'users', 戶: 'users', 店: 'stores', 股: 'shares',
}; // prettier-ignore

/** 3700万老年人: without a currency, what follows is counted. */
const COUNTED = /^\p{Script=Han}(?<![的左以上大跌降增升涨至到、和及与或之])/u;

const CURRENCY = /^[A-Z]{3}$/;

export function isMoney(unit: string | null): boolean {
  return unit !== null && CURRENCY.test(unit) && unit !== 'TEU';
}

/** A number can be a value of a metric of this unit: 45 % is no revenue, 300 元 no number of users. `after` are the words behind it. */
export function fits(number: NumberMention, nounUnit: string, after = ''): boolean {
  const unit = number.unit;
  if (unit === 'points') return false;
  switch (nounUnit) {
    case 'CNY':
      return (
        isMoney(unit) ||
        (unit === null && number.measure === null && Math.abs(number.value) >= 1000 && !COUNTED.test(after))
      );
    case 'percent':
      return unit === 'percent';
    case 'fee':
      return unit === 'percent' || isMoney(unit);
    case 'ratio':
      return unit === 'ratio' || unit === 'times' || unit === null;
    case 'minutes':
      return unit === 'minutes' || unit === 'hours' || unit === 'seconds';
    default:
      return unit === null || unit === 'TEU' || unit === 'shares' || isMoney(unit);
  }
}
