/** The shapes of Chinese dates, one rule each with an example; what they mean is read in the files beside it. */
import { daysInMonth, isoMonth } from './calendar.ts';
import {
  inMonths,
  inYear,
  number,
  onDay,
  onDays,
  relative,
  repairedDay,
  yearNumber,
  type Context,
  type Value,
} from './dates-zh-calendar.ts';
import {
  bareDay,
  namedYear,
  ofThisYear,
  readAgo,
  readDayWord,
  readRelativeMonth,
  readWeek,
  yearFor,
} from './dates-zh-relative.ts';
import { readFestival } from './festivals.ts';

export type Rule = {
  pattern: RegExp;
  read(groups: Record<string, string | undefined>, context: Context): Value | null;
};

const N = '(?:\\d{1,2}|[二三]?十[一二三四五六七八九]?|[一二两三四五六七八九])';
const YEAR = '(?:(?:19|20)\\d{2}|[一二][〇零○九][〇零○一二三四五六七八九]{2})';
const MONTH = `(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])`;
const DAY = `(?:3[01]|[12]\\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])`;
const MONTH_PART = '(?:月底|月末|月初|月中旬|月上旬|月下旬|月中(?=[,，。、]|$))';
const QUARTER = '(?:(?:第?[一二三四1-4]季度?(?:度)?|Q[1-4]|[1-4]Q|第?[1-4]季度)(?:[末底](?!的?[0-9]))?)';
const YEAR_PART = `(?:${QUARTER}|[上下]半年|H[12]|年底|年末|底|末|年初|初|年中)`;
const JOIN = '(?:至|到|[-–—~～])';
const rule = (source: string, read: Rule['read']): Rule => ({ pattern: new RegExp(source, 'gu'), read });

export const RULES: readonly Rule[] = [
  // 2025-09-13, 2025/9/13, 2025.9.13
  rule(
    '(?<![\\d.])(?<y>(?:19|20)\\d{2})(?<s>[-/.])(?<m>1[0-2]|0?[1-9])\\k<s>(?<d>3[01]|[12]\\d|0?[1-9])(?![\\d.]\\d)',
    ({ y, m, d }) => onDay(Number(y), Number(m), Number(d)),
  ),
  // 2025年8月21日, 2025年9月1日至7日, 二〇二五年八月三日
  rule(
    `(?<!\\d)(?<y>${YEAR}) ?年 ?(?<m>${MONTH}) ?月 ?(?<d>${DAY}) ?[日号](?: ?${JOIN} ?(?:(?<m2>${MONTH}) ?月 ?)?(?<d2>${DAY}) ?[日号])?`,
    ({ y, m, d, m2, d2 }) => onDays(yearNumber(y!), number(m!), number(d!), m2, d2),
  ),
  // 2025年6月, 2025年6月底, 2025年1-6月
  rule(
    `(?<!\\d)(?<y>${YEAR}) ?年 ?(?<m>${MONTH})(?: ?月? ?${JOIN} ?(?<m2>${MONTH}))? ?(?<part>${MONTH_PART}|月份?)`,
    ({ y, m, m2, part }) => inMonths(yearNumber(y!), number(m!), m2, part!),
  ),
  // 2025年, 2024年底, 2025年H1, 2025年第三季度, 2024 4季度, 2024年全年, 2025年前三季度
  rule(
    `(?<!\\d)(?<y>${YEAR}) ?(?:年度?|财年|年(?=底|初|末)|(?= ?${QUARTER}))(?: ?(?<part>${YEAR_PART}|全年|前(?:三季度|${N}个月)))?`,
    ({ y, part }) => inYear(yearNumber(y!), part),
  ),
  // 20256月底 (年 lost): a page that dropped a character
  rule(
    `(?<!\\d)(?<y>20[0-4]\\d)(?<m>1[0-2]|[1-9])(?<part>${MONTH_PART}|月(?:(?<d>${DAY})[日号])?)`,
    ({ y, m, d, part }) => {
      const value = d ? onDay(Number(y), Number(m), number(d)) : inMonths(Number(y), Number(m), undefined, part!);
      return value && { ...value, repaired: true };
    },
  ),
  // 202591日 (年 and 月 lost): month and day are told apart only if there is one way
  rule('(?<!\\d)(?<y>20[0-4]\\d)年?(?<md>\\d{2,4})日', ({ y, md }) => repairedDay(Number(y), md!)),
  // 去年, 去年6月, 去年6月3日, 今年一季度, 去年底, 同年2月, 那年8月, 第二年5月
  rule(
    `(?<w>今年|本年|去年|上年|前年|明年|后年|同年|当年|那年|次年|翌年|第二年(?=${MONTH}月|年?[初底末春夏秋冬]))度?(?:(?<m>${MONTH})月(?<d>${DAY})[日号]|(?<m1>${MONTH})(?<mp>${MONTH_PART}|月份?)|(?<part>${YEAR_PART}|前(?:三季度|${N}个月)))?`,
    ({ w, m, d, m1, mp, part }, context) => {
      const y = namedYear(w!, context);
      if (y === null) return { iso: null, precision: part ? 'part_of_year' : 'year', relative: true };
      if (m) return relative(onDay(y, number(m), number(d!)));
      return relative(m1 ? inMonths(y, number(m1), undefined, mp!) : inYear(y, part));
    },
  ),
  // 9月5日, 9月1日至7日, 3月2日至4月1日
  rule(
    `(?<![\\d.年第个])(?<m>${MONTH}) ?月 ?(?<d>${DAY}) ?[日号](?: ?${JOIN} ?(?:(?<m2>${MONTH}) ?月 ?)?(?<d2>${DAY}) ?[日号])?`,
    ({ m, d, m2, d2 }, context) => {
      const y = yearFor(number(m!), number(d!), context);
      return y === null
        ? { iso: null, precision: 'day', relative: true }
        : relative(onDays(y, number(m!), number(d!), m2, d2));
    },
  ),
  // 8月底, 10月, 1-9月, 7月中旬
  rule(
    `(?<![\\d.年第个])(?<m>${MONTH})(?: ?月? ?${JOIN} ?(?<m2>${MONTH}))? ?(?<part>${MONTH_PART}|月份?)(?![台历]|球|亮|饼|薪)`,
    ({ m, m2, part }, context) => {
      const y = yearFor(number(m!), null, context);
      if (y === null)
        return { iso: null, precision: /月份?$/u.test(part!) ? 'month' : 'part_of_month', relative: true };
      return relative(inMonths(y, number(m!), m2, part!));
    },
  ),
  // 8月的最后一天
  rule(`(?<![\\d.年第个])(?<m>${MONTH})月份?的?最后一天`, ({ m }, context) => {
    const y = yearFor(number(m!), null, context);
    return y === null
      ? { iso: null, precision: 'day', relative: true }
      : relative(onDay(y, number(m!), daysInMonth(y, number(m!))));
  }),
  // 本月底, 上月, 上个月中旬, 本月8日, 月内, 同月15日
  rule(
    `(?<w>本月|当月|这个月|上月|上个月|前月|下月|下个月|次月|同月|月内)(?:(?<d>${DAY})[日号]|(?<part>底|末|初|中旬|上旬|下旬|起))?`,
    readRelativeMonth,
  ),
  // (?<!月)31日 / 9日晚间: a bare day of the month of publication
  rule(
    `(?<![\\d月.一二三四五六七八九十年\\-–~至到])(?<d>3[01]|[12]\\d|[1-9])[日号](?!内|前|后|之|以|均|游|起?算|线|店|楼|文|令|公告|的[^,，。]{0,4}交易)`,
    ({ d }, context) => bareDay(Number(d), context),
  ),
  // 今日, 昨晚, 前天下午, 次日, 当日
  rule(
    '(?<w>今日|今天|今早|今晨|今晚|今夜|昨日|昨天|昨晚|昨夜|前天|明日|明天|后天|当日|当天|同日|次日|翌日|即日起?|刚刚)(?:凌晨|早间|上午|中午|下午|傍晚|晚间)?',
    readDayWord,
  ),
  // 上周五, 本周三（24日）, 下周, 周一
  rule(
    `(?<w>本周|上周|上上周|下周|这周|本星期|上星期|上个星期|下星期|下个星期|本礼拜|上礼拜|下礼拜|(?<![每一二两三四五六七八九十几数\\d双])(?:周|星期)(?=[一二三四五六日天]))(?<wd>[一二三四五六日天末](?!流|年|致|直|些|个))?(?:[（(](?:(?<m>${MONTH})月)?(?<d>${DAY})[日号][)）])?`,
    readWeek,
  ),
  // 近日, 不久前
  rule(
    '(?<!最)(?:近日|日前(?!往)|近期|最近(?!的?距离)|不久前|前不久|近来|前些天|连日来|近几日|近几天|这几天|这两天|前几天)',
    () => ({ iso: null, precision: 'recent', relative: true }),
  ),
  // 年底, 下半年, 一季度, Q3, 前三季度, 全年, 本季度末
  rule(
    `(?<![\\d今去前明后同当次本上翌每半多两几一二三四五六七八九十])(?<part>年底|年末|岁末|年初|年内|[上下]半年|全年)`,
    ({ part }, context) => ofThisYear(part!, context),
  ),
  rule(`(?<![\\d年第])(?<part>${QUARTER})(?!度)`, ({ part }, context) => ofThisYear(part!, context)),
  rule(`(?<part>前(?:三季度|${N}个月))`, ({ part }, context) => ofThisYear(part!, context)),
  rule('(?:本季度?|当季)(?<end>末|底)?', ({ end }, { anchor }) => {
    if (!anchor) return { iso: null, precision: 'quarter', relative: true };
    const q = Math.ceil(anchor.m / 3);
    return {
      ...(end
        ? { iso: isoMonth(anchor.y, q * 3), precision: 'part_of_month' }
        : { iso: `${anchor.y}-Q${q}`, precision: 'quarter' }),
      relative: true,
    };
  }),
  // 三天前, 三周前, 两个月前, 两个月内, 半年前
  rule(`(?<n>${N}|半|数|几|多)(?<u>天|日|周|个?星期|个月|年)(?<w>之?前|以前|之?后|以后|之?内|以内)(?!任)`, readAgo),
  // 国庆前, 去年国庆前后, 春节后, 双11期间, 圣诞节前
  rule(
    '(?<y>今年|去年|前年|明年)?(?<f>元旦|春节|农历新年|除夕|五一|劳动节|国庆|中秋|双十一|双11|双十二|618|圣诞)(?:假期|节|长假)?(?<w>前后|之?前|之?后|期间|当天|当日|(?<=双十一|双11|双十二|618))',
    readFestival,
  ),
  // 夏季结束后, 今年春天: a season is no month
  rule(
    '(?<y>[今去明])?年?(?:[春夏秋冬](?:季|天)|[春夏秋冬](?=招|播))(?:结束)?(?:之?[前后]|期间)?',
    ({ y }, { anchor }) => ({
      iso: anchor ? String(anchor.y + (y === '去' ? -1 : y === '明' ? 1 : 0)) : null,
      precision: 'part_of_year',
      relative: true,
    }),
  ),
];
