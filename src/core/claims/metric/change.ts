import type { NumberMention } from '../../text/numbers.ts';
import type { Change } from './figure.ts';

/** How a figure moved. A share or a multiple behind 增长, 下降 ... is a change; an amount behind it is a difference and no figure. */

const UP =
  '(?:增长|增加|增多|上升|上涨|上调|提升|提高|扩大|微增|大增|猛增|激增|飙升|暴涨|攀升|成长|走高|上扬|增|涨|升)';
const DOWN = '(?:下降|下滑|减少|下跌|下调|降低|缩减|收窄|萎缩|缩水|回落|下挫|负增长|走低|衰退|大跌|暴跌|微降|减|降|跌)';
const CHANGE_WORD = new RegExp(
  `(?:(?<up>${UP}|增速|增幅|涨幅|升幅|增长率)|(?<down>${DOWN}|降幅|跌幅))(?:幅度?|率)?(?:了|均|都|也|又|再|就)?(?:为|达到?|在|高达|仅)?\\s?$`,
);
const DIFFERENCE = new RegExp(
  `(?:(?:较|比)[^，,;；]{1,14}?(?:多|少|高|低|增|减)[^，,;；\\d]{0,5}|(?<!新|净)${UP}了?|${DOWN}了?|蒸发了?)\\s?$`,
);
const YEAR = /同比|[较比](?:上一?年|去年)(?:同期)?|年[增减]|按年|上年同期/g;
const PERIOD = /环比|[较比](?:上|前)一?个?(?:月|季度?|周|期)|[季月周][增减]|按[季月]|较节前/g;
/** 是去年同期的3倍, 为去年同期的112%, 相当于上月的1.5倍 */
const MULTIPLE_OF =
  /(?:是|为|达到?|相当于)(?<ref>去年|上一?年|上个?月|上个?季度?|上个?周)(?:同期|同月)?(?:水平)?的?\s?$/;

/** The change that `number` states, or null. `clause` are the words of its clause before it, `before` those behind the last number. */
export function chineseChange(clause: string, before: string, number: NumberMention): Change | null {
  if (number.unit !== 'percent' && number.unit !== 'times') return null;
  const isMultiple = number.unit === 'times';
  const of = MULTIPLE_OF.exec(before);
  if (of) {
    const percent = round((isMultiple ? number.value * 100 : number.value) - 100);
    return { percent, against: of.groups!.ref!.endsWith('年') ? 'year' : 'period' };
  }
  const against = basisIn(clause);
  if (/^[翻]|^(?:doubl|tripl|quadr)/i.test(number.raw)) return { percent: (number.value - 1) * 100, against };
  const percent = isMultiple ? round(number.value * 100) : number.value;
  const word = CHANGE_WORD.exec(before);
  if (word) return { percent: word.groups!.down ? -Math.abs(percent) : percent, against };
  if (/[+＋]\s?$/.test(before) || (against !== null && /(?:[较比][^，,]{1,6}|同比|环比)\s?$/.test(before)))
    return { percent, against };
  return null;
}

/** 较上年增加9分钟, 较去年多备2万箱: by how much, not how much. */
export function isDifference(before: string, number: NumberMention): boolean {
  return number.unit !== 'percent' && DIFFERENCE.test(before);
}

/** The last of 同比 and 环比 before the number counts. */
function basisIn(clause: string): Change['against'] {
  const year = lastIndex(clause, YEAR);
  const period = lastIndex(clause, PERIOD);
  if (year < 0 && period < 0) return null;
  return year > period ? 'year' : 'period';
}

function lastIndex(text: string, pattern: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}
