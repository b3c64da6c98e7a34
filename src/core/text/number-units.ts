/** What stands around a number and says what it counts. All patterns are sticky or bounded, and read text folded by `plainText`. */

/** Units behind the number, first match wins: 5个百分点, 46.2%, 2,310万标箱, 8亿港元, 400 billion yuan, 2.4倍, 6.2x, 74分钟. */
export const UNITS_AFTER: readonly (readonly [unit: string, pattern: RegExp])[] = [
  ['points', /\s?(?:个百分点|百分点|percentage[ -]points?\b|pp\b)/iy],
  ['bps', /\s?(?:个基点|bps\b|basis points?\b)/iy],
  ['percent', /\s?(?:%|percent\b|per cent\b|pct\b)/iy],
  ['permille', /\s?‰/y],
  ['tenths', /成(?!员(?!工))(?![为立本交分熟功长都果就品语了绩效])/y],
  ['TEU', /\s?(?:个?国际)?(?:标准箱|标箱|TEUs?\b)/iy],
  ['USD', /\s?(?:美元|美金|美圆|(?:US |U\.S\. |American )?dollars?\b|USD\b)/iy],
  ['HKD', /\s?(?:港元|港币|HKD\b|Hong Kong dollars?\b)/iy],
  ['TWD', /\s?(?:新?台币|TWD\b)/iy],
  ['EUR', /\s?(?:欧元|euros?\b|EUR\b)/iy],
  ['GBP', /\s?(?:英镑|pounds?(?: sterling)?\b|GBP\b)/iy],
  ['JPY', /\s?(?:日[元圆]|yen\b|JPY\b)/iy],
  ['KRW', /\s?(?:韩[元圆]|won\b|KRW\b)/iy],
  ['SGD', /\s?(?:新加坡元|新元|坡币|SGD\b)/iy],
  ['CNY', /\s?(?:元人民币|人民币|元(?![旦素年])|块钱?|yuan\b|renminbi\b|RMB\b|CNY\b)/iy],
  ['times', /\s?(?:倍|times\b|-?fold\b)|x(?![A-Za-z0-9])/iy],
  ['minutes', /\s?(?:分钟|minutes?\b|mins?\b)/iy],
  ['seconds', /\s?(?:秒钟?|seconds?\b)/iy],
  ['hours', /\s?(?:个?小时|个?钟头|hours?\b)/iy],
  ['months', /\s?(?:个多?月|months?\b)/iy],
  ['days', /\s?(?:天(?!猫)|days?\b)/iy],
  ['weeks', /\s?(?:个?星期|周(?![年岁边转])|weeks?\b)/iy],
  ['years', /\s?(?:周年|岁|years?\b)/iy],
  ['shares', /股(?![东票份权价])/y],
];

/** Units that are another unit times a factor: 7成 = 70 %, 5‰ = 0.5 %, 50 bps = 0.5 points. */
export const SCALED_UNITS: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  tenths: ['percent', 10],
  permille: ['percent', 0.1],
  bps: ['points', 0.01],
};

/** Currencies in front of the number: 新台币68.4亿, HK$8.36, RMB 4.1 billion. */
export const CURRENCIES_BEFORE: readonly (readonly [unit: string, pattern: RegExp])[] = [
  ['HKD', /(?:HK\$|HKD|港币|港元)\s?$/i],
  ['TWD', /(?:NT\$|TWD|新?台币)\s?$/i],
  ['SGD', /(?:S\$|SGD)\s?$/],
  ['AUD', /A\$\s?$/],
  ['CNY', /(?:RMB|CNY|人民币|[¥￥])\s?$/i],
  ['USD', /(?:USD|美元|(?:US)?\$)\s?$/i],
  ['EUR', /(?:€|EUR|欧元)\s?$/i],
  ['GBP', /(?:[£￡]|GBP|英镑)\s?$/i],
];

/** Counting words behind a number, longer ones first: 27个, 6,300万人次, 86家, 5600余项. */
export const MEASURE =
  /\s?(?:人次|人份|个人|名|人(?![均民气类工口])|家(?![庭电居具])|位|户|件|单(?![日月季价])|笔|箱|辆|台(?![湾北])|部(?![分门])|款|所|座|间|项|条|次|个|套|只|场|张|篇|层|吨|公斤|千克|平方米|公里|米|盒|瓶|袋|杯|架|艘|本(?![季月周])|首|份(?!额)|颗|票|店|城|国|头(?!部)|种|类|级|期|轮|届|公顷|亩|GB\b|TB\b|GW\b|MW\b|吉瓦|兆瓦)/y;

export type Comparator = '=' | '>' | '>=' | '<' | '<=' | '~' | '~<' | 'range';

/** Comparators in front of the number, tried in this order: 不低于5家, 跌破3000万, 近4亿, 突破了4000亿, at least 50, roughly 70%. */
export const COMPARATORS_BEFORE: readonly (readonly [Comparator, RegExp])[] = [
  [
    '<=',
    /(?:不(?:超过|高于|多于|大于|逾)|至多|最多|≤|\b(?:up to|at most|(?:no|not) more than|not exceed(?:ing)?|as (?:much|many) as|a maximum of))\s?$/i,
  ],
  [
    '>=',
    /(?:不(?:低于|少于|小于|下)|至少|起码|最少|≥|\b(?:at least|(?:no|not) (?:less|fewer) than|a minimum of))[为达有要]?\s?$/i,
  ],
  ['<', /(?:不到|不足|不满|低于|少于|小于|未[满达]|跌破|跌穿|<|\b(?:less than|fewer than|below|under))\s?$/i],
  ['~<', /(?:将近|接近|逼近|(?<![最附临靠])近|\b(?:nearly|almost|close to|just under|approaching))了?\s?$/i],
  [
    '>',
    /(?:超过|超出|逾|高于|高出|多于|大于|不止|不只|突破|冲破|跨过|站上|迈过|[超破]|>|\b(?:more than|over|exceed(?:s|ed|ing)?|above|surpass(?:es|ed|ing)?|topp(?:ed|ing)|tops|in excess of|passed|crossed|north of|upwards of)(?: the)?)[了至到达]?\s?$/i,
  ],
  [
    '~',
    /(?:大约|大概|大致|约[合为有达]?|~|\b(?:about|around|roughly|approximately|approx\.|some|circa|an estimated))\s?$/i,
  ],
];

/** Comparators behind the number; only some belong to the figure as people quote it: 七成以上, but 一百五十元 in 一百五十元上下. */
export const COMPARATORS_AFTER: readonly (readonly [Comparator, RegExp, isPartOfRaw: boolean])[] = [
  ['~', /\s?(?:左右|上下|前后|or so\b)/y, false],
  ['>=', /[及或]?以上|\sor (?:more|above)\b/y, true],
  ['<=', /以[内下]|之内|\sor (?:less|fewer)\b/y, false],
  ['>', /出头|\+(?![\d.])/y, false],
];

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\\.?';
const MONTH_BEFORE = new RegExp(`(?:^|[^A-Za-z])${MONTH}\\s$`);
/** 2025年, 6月, 21日, 9点, 90后, 9 a.m., 15th, 21 June. */
const CALENDAR_AFTER = new RegExp(
  `^\\s?(?:年|月|日|号|点|时|世纪|后|季度|旬|[ap]\\.m\\.|[ap]m\\b|o'clock|(?:st|nd|rd|th)\\b|(?:of\\s)?${MONTH}(?![A-Za-z]))`,
);
/** 第3, 双11, No. 3, Hall 3, Flight 212: the number is part of a name. */
const NAME_BEFORE =
  /(?:[第双#]|[A-Za-z_][-–]?|\bNos?\.\s?|\b(?:Hall|Flight|Room|Gate|Chapter|Section|Article|Page|Form|Phase|Class|Category|Tier|Level|Day|Week|Part|Episode|Rule|Item|Note|Windows|Line|Fiscal|FY)\s)$/i;
/** 5G, 3C, B2B. */
const NAME_AFTER = /^-?[A-Za-z]/;

/** True if the number between `start` and `end` is a date, a time of day, an ordinal or part of a name: 2025年, 9 a.m., 第3, 5G, L2. */
export function isCalendarOrName(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 12), start);
  const after = text.slice(end, end + 16);
  return CALENDAR_AFTER.test(after) || NAME_AFTER.test(after) || MONTH_BEFORE.test(before) || NAME_BEFORE.test(before);
}

/** Digits that are no quantity whatever follows: 2025-06-21, 2020-2024, 06:34, 400-800-1234, 10.0.0.1. */
const CODES =
  /\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|(?:19|20)\d\d\s?[-–—~至到]\s?(?:(?:19|20)\d\d|\d\d)(?![\d.,%万亿])|\d{1,2}:\d\d(?::\d\d)?(?![\d.])|\d{3,4}-\d{3,4}-\d{3,4}|\d{3,4}-\d{7,8}|\d+\.\d+(?:\.\d+)+/y;

/** Where the date, time, telephone number or address that starts at `at` ends; null if none starts there. A ratio such as 1:15 is none. */
export function codeEnd(text: string, at: number): number | null {
  CODES.lastIndex = at;
  const code = CODES.exec(text)?.[0];
  return code === undefined || /^1:[1-9]\d?$/.test(code) ? null : at + code.length;
}
