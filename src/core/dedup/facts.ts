import { parseHanNumber } from '../text/han-numbers.ts';
import { findNumbers } from '../text/numbers.ts';
import { plainText } from '../text/plain.ts';

/**
 * What a sentence built from a template fills its slots with. A copy keeps these whatever else it changes; a look-alike about another
 * event differs in them: date (3月8日), period (上半年, Q3), issue (第四次会议, 十二届), edition (俄文版), time (上午9时), weekday, figure
 * (4120万), place (巴西).
 */
export type Slot = 'date' | 'period' | 'issue' | 'edition' | 'time' | 'weekday' | 'figure' | 'place';

export type Fact = {
  slot: Slot;
  /** UTF-16 offsets in the text given. */
  start: number;
  end: number;
  /** Parts that can be compared: `y2025`, `m3`, `d8`, `第4次`, `20.5%`. Two facts of one slot conflict when both have a part that differs. */
  parts: Readonly<Record<string, string>>;
};

const N = '[0-9〇零一二三四五六七八九十百]';
const NUMERAL = `${N}{1,6}`;

type Pattern = { slot: Slot; pattern: RegExp; parts: (hit: RegExpExecArray) => Record<string, string> };

const number = (text: string): string => String(/^[0-9]+$/.test(text) ? Number(text) : (parseHanNumber(text) ?? text));

function dateParts(y?: string, m?: string, d?: string): Record<string, string> {
  return { ...(y && { year: number(y) }), ...(m && { month: number(m) }), ...(d && { day: number(d) }) };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthNumber = (name: string): string => String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);
const MONTH =
  '(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';

/**
 * When a page or an agency sent the text, which differs from copy to copy and says nothing about the event:
 * 新华社北京8月9日电, 云梯网8月10日讯, 2025-06-21 06:34, Aug 9 (Reuters).
 */
const STAMP = new RegExp(
  `(?:${N}{4}年)?${N}{1,3}月${N}{1,3}日(?=[^，。,.\\n]{0,6}(?:电|讯|消息))|(?<![0-9])(?:19|20)\\d\\d[-/.]\\d{1,2}[-/.]\\d{1,2}(?![0-9])(?: ?\\d\\d?:\\d\\d)?|\\b[A-Z][a-z]{2,8}\\.? \\d{1,2}(?= \\((?:Reuters|AP|AFP|Xinhua|Bloomberg)\\))`,
  'g',
);

/** In the order in which they are tried at one place; what one has taken no later one reads again. */
const PATTERNS: readonly Pattern[] = [
  // 20256月底: 2025年6月 that lost its 年 on the way to the page
  {
    slot: 'date',
    pattern: /(?<![0-9])((?:19|20)\d\d)(1[0-2]|[1-9])月(?:(\d{1,2})[日号])?/g,
    parts: (h) => dateParts(h[1], h[2], h[3]),
  },
  // 2025年3月8日, 3月8日, 2025年3月, 二〇二五年
  {
    slot: 'date',
    pattern: new RegExp(`(${N}{4})年(?:(${N}{1,3})月(?:份|(${N}{1,3})[日号])?)?`, 'g'),
    parts: (h) => dateParts(h[1], h[2], h[3]),
  },
  {
    slot: 'date',
    pattern: new RegExp(`(${N}{1,3})月(?:份|(${N}{1,3})[日号])?(?!亮|饼)`, 'g'),
    parts: (h) => dateParts(undefined, h[1], h[2]),
  },
  {
    slot: 'date',
    pattern: /(?<![0-9.])(\d{1,2})日(?![元韩美圆])/g,
    parts: (h) => dateParts(undefined, undefined, h[1]),
  },
  // October 31, 2025; 31 October
  {
    slot: 'date',
    pattern: new RegExp(`\\b${MONTH}\\.? (\\d{1,2})\\b(?:,? ((?:19|20)\\d\\d))?`, 'g'),
    parts: (h) => ({ ...dateParts(h[3], undefined, h[2]), month: monthNumber(h[1]!) }),
  },
  {
    slot: 'date',
    pattern: new RegExp(`\\b(\\d{1,2}) ${MONTH}\\b(?: ((?:19|20)\\d\\d))?`, 'g'),
    parts: (h) => ({ ...dateParts(h[3], undefined, h[1]), month: monthNumber(h[2]!) }),
  },
  {
    slot: 'date',
    pattern: new RegExp(`\\b${MONTH} ((?:19|20)\\d\\d)\\b`, 'g'),
    parts: (h) => ({ ...dateParts(h[2]), month: monthNumber(h[1]!) }),
  },
  // 上半年, 前三季度, 第二季度, Q3, first quarter
  {
    slot: 'period',
    pattern:
      /[上下]半年|[前第]?[一二三四1-4]季度|\b[QH][1-4]\b|\b(?:first|second|third|fourth)[- ](?:quarter|half)\b/gi,
    parts: (h) => ({ period: periodName(h[0]) }),
  },
  // 第四次会议, 第12号, 第三十九次, 十四届, 101周年, 第二十二批
  {
    slot: 'issue',
    pattern: new RegExp(`第(${NUMERAL})(届|次|期|批|号|季|轮|集|场|版|版次|例|代|颗|艘|站)`, 'g'),
    parts: (h) => ({ [`第${h[2]}`]: number(h[1]!) }),
  },
  {
    slot: 'issue',
    pattern: new RegExp(`(${NUMERAL})(届|次会议|次全体会议|中全会|周年|号(?=[\\p{Script=Han}]))`, 'gu'),
    parts: (h) => ({ [h[2] === '届' ? '第届' : h[2] === '次会议' ? '第次' : h[2]!]: number(h[1]!) }),
  },
  {
    slot: 'issue',
    pattern: /\b(\d{1,3})(?:st|nd|rd|th)\b|\b(?:No\.|Issue|Vol\.) ?(\d{1,4})\b/g,
    parts: (h) => ({ nth: h[1] ?? h[2]! }),
  },
  // 上午9时30分, 下午3点, 15:30
  {
    slot: 'time',
    pattern: new RegExp(`(${N}{1,3})[时点](?:(${N}{1,3})分?|整|许|半)?(?=[^间候期代刻机钟][^]|$)`, 'g'),
    parts: (h) => ({ hour: number(h[1]!) }),
  },
  {
    slot: 'time',
    pattern: /(?<![0-9:])([01]?\d|2[0-3]):([0-5]\d)(?![0-9])/g,
    parts: (h) => ({ hour: number(h[1]!), minute: number(h[2]!) }),
  },
  {
    slot: 'weekday',
    pattern: /(?:周|星期|礼拜)([一二三四五六日天])(?![期年边个])/g,
    parts: (h) => ({ weekday: h[1] === '天' ? '日' : h[1]! }),
  },
  { slot: 'weekday', pattern: /\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b/g, parts: (h) => ({ weekday: h[1]! }) },
];

function periodName(text: string): string {
  const t = text.toLowerCase();
  const at = (names: readonly string[]): number => names.findIndex((name) => t.includes(name));
  const quarter = Math.max(
    at(['一季', '二季', '三季', '四季']),
    at(['1季', '2季', '3季', '4季']),
    at(['q1', 'q2', 'q3', 'q4']),
    /quarter/.test(t) ? at(['first', 'second', 'third', 'fourth']) : -1,
  );
  if (quarter >= 0) return `${t.startsWith('前') ? '前' : 'Q'}${quarter + 1}`;
  return /下|second|h2/.test(t) ? 'H2' : 'H1';
}

/** All facts of a text in order, none overlapping. Linear: every pattern is bounded. Invisible characters inside a number are passed over. */
export function factsOf(text: string): Fact[] {
  if (!INVISIBLE.test(text)) return factsOfVisible(text);
  const offsets: number[] = [];
  for (let i = 0; i < text.length; i++) if (!INVISIBLE.test(text[i]!)) offsets.push(i);
  const facts = factsOfVisible(offsets.map((i) => text[i]).join(''));
  return facts.map((fact) => ({ ...fact, start: offsets[fact.start]!, end: offsets[fact.end - 1]! + 1 }));
}

/** Joiners, direction marks, soft hyphens: put into copies so that they look different to machines. */
const INVISIBLE = /\p{Cf}/u;

function factsOfVisible(text: string): Fact[] {
  const plain = plainText(text);
  const facts: Fact[] = [];
  const taken = new Uint8Array(plain.length);
  const take = (fact: Fact): void => {
    for (let i = fact.start; i < fact.end; i++) if (taken[i]) return;
    taken.fill(1, fact.start, fact.end);
    facts.push(fact);
  };
  for (const hit of plain.matchAll(STAMP)) taken.fill(1, hit.index, hit.index + hit[0].length);
  for (const { slot, pattern, parts } of PATTERNS) {
    for (const hit of plain.matchAll(pattern)) {
      take({ slot, start: hit.index, end: hit.index + hit[0].length, parts: parts(hit as RegExpExecArray) });
    }
  }
  for (const { start, end, raw, value, valueMax, unit, measure } of findNumbers(text)) {
    if (/^[十百千万亿]+/u.test(raw)) continue; // 跌破万元大关 names a mark, not an amount
    take({
      slot: 'figure',
      start,
      end,
      parts: { [`figure ${unit ?? measure ?? ''}`]: `${value}${valueMax === null ? '' : `-${valueMax}`}` },
    });
  }
  for (const hit of plain.matchAll(languages())) {
    take({ slot: 'edition', start: hit.index, end: hit.index + hit[0].length, parts: { edition: hit[0] } });
  }
  for (const hit of plain.matchAll(countries())) {
    take({ slot: 'place', start: hit.index, end: hit.index + hit[0].length, parts: { place: hit[0] } });
  }
  return facts.sort((a, b) => a.start - b.start);
}

let countryPattern: RegExp | null = null;
let languagePattern: RegExp | null = null;

/** Countries as Chinese news writes them: what reports of one protocol differ in. */
function countries(): RegExp {
  return (countryPattern ??= anyOf(displayNames('region'), (name) =>
    name.replace(/^中国(?=香港|澳门)|特别行政区$/gu, ''),
  ));
}

/** Languages of editions, 俄文版. */
function languages(): RegExp {
  return (languagePattern ??= anyOf(displayNames('language'), (name) => name.replace(/语$/u, '文(?=版)'), /文\(/u));
}

function anyOf(names: readonly string[], write: (name: string) => string, only = /^\p{Script=Han}{2,8}$/u): RegExp {
  const written = new Set(names.map(write).filter((name) => only.test(name)));
  return new RegExp([...written].sort((a, b) => b.length - a.length).join('|'), 'gu');
}

/** What the runtime's own tables call every country or language with a two-letter code, in Chinese. */
function displayNames(type: 'region' | 'language'): string[] {
  const names = new Intl.DisplayNames(['zh-Hans'], { type });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode((type === 'region' ? 65 : 97) + i));
  return letters.flatMap((a) => letters.map((b) => names.of(a + b)!)).filter((name) => /\p{Script=Han}/u.test(name));
}
