import type { NumberMention } from '../../text/numbers.ts';
import type { Change } from './figure.ts';

/** How an English sentence says that a figure moved. */

const UP =
  '(?:up|rose|rises?|risen|rising|grew|grows?|grown|growing|increased?|increases|increasing|climb(?:ed|s|ing)?|jump(?:ed|s|ing)?|surg(?:ed|es|ing|e)|soar(?:ed|s|ing)?|gain(?:ed|s|ing)?|advanc(?:ed|ing)|added|expand(?:ed|ing|s)?|improv(?:ed|ing)|growth of|increase of|rise of|higher by|to (?:grow|rise|increase))';
const DOWN =
  '(?:down|fell|falls?|fallen|falling|drop(?:ped|s|ping)?|declin(?:ed|es|ing|e)|slip(?:ped|s|ping)?|decreas(?:ed|es|ing|e)|shrank|shrink(?:ing|s)?|plung(?:ed|ing|es|e)|plummet(?:ed|ing|s)?|slid|slump(?:ed|ing)?|contract(?:ed|ing)?|eas(?:ed|ing)|sank|lost|decline of|drop of|decrease of|lower by|to (?:fall|drop|decline|shrink))';
const MOVED = new RegExp(
  `\\b(?:(?<up>${UP})|(?<down>${DOWN}))(?: by| (?:an? )?(?:further|another|estimated|whopping))?\\s?$`,
  'i',
);
const MOVE_AFTER =
  /^ (?:year[ -]on[ -]year |yoy )?(?:(?<up>growth|increase|rise|gain|jump|surge|higher|more|uplift)|(?<down>decline|drop|fall|decrease|dip|lower|less|slump))\b/i;
const YEAR =
  /year[ -](?:on|over)[ -]year|\by[-/]?o[-/]?y\b|\by\/y\b|from (?:a|the same (?:period|quarter) (?:a|last)) year(?: (?:earlier|ago|before))?|(?:than|compared with|versus) (?:a year (?:earlier|ago)|last year|the same period)|annually/i;
const PERIOD =
  /(?:quarter|month|week)[ -](?:on|over)[ -](?:quarter|month|week)|\bq[-/]?o[-/]?q\b|\bm[-/]?o[-/]?m\b|sequentially|from the (?:previous|prior|preceding) (?:quarter|month|week)/i;

/** The change that `number` states, or null; `before` and `after` are the words between it and its neighbours. */
export function englishChange(before: string, after: string, number: NumberMention): Change | null {
  const isWord = /^(?:doubl|tripl|quadrupl)/i.test(number.raw);
  const around = `${after} ${before}`;
  const against = YEAR.test(around) ? 'year' : PERIOD.test(around) ? 'period' : null;
  if (isWord) return { percent: (number.value - 1) * 100, against };
  if (number.unit !== 'percent') return null;
  const move = MOVED.exec(before) ?? MOVE_AFTER.exec(after);
  if (move) return { percent: move.groups!.down ? -number.value : number.value, against };
  return /\+$/.test(before) ? { percent: number.value, against } : null;
}
