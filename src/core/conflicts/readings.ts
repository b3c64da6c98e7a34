import type { Claim } from '../types.ts';
import { spanOf, type Day } from '../text/calendar.ts';
import { plainText } from '../text/plain.ts';
import type { Resolve } from './names.ts';

/** A claim with what the comparison needs to know of its article. */
export type PlacedClaim = { claimId: string; articleId: string; publishedAt: string | null; claim: Claim };

/** One figure of one thing as one claim gives it. */
export type Reading = {
  placed: PlacedClaim;
  value: number;
  valueMax: number | null;
  comparator: string;
  /** First and last day of its period, or null. */
  from: Day | null;
  to: Day | null;
  /** The period as ISO, null if the text gives none; 三年时间 is a duration without a place in the calendar. */
  period: string | null;
  duration: string | null;
  attribution: string | null;
};

/** A metric under one name, and whether it is a level at a day (stock) or an amount of a period (flow). */
type Family = { id: string; nature: 'stock' | 'flow'; pattern: RegExp };

const FAMILIES: readonly Family[] = [
  { id: 'MAU', nature: 'stock', pattern: /^(?:mau|月活.*|月活跃.*|monthly active (?:users?|buyers?))$/ },
  { id: 'DAU', nature: 'stock', pattern: /^(?:dau|日活.*|日活跃.*|daily active users?)$/ },
  { id: 'valuation', nature: 'stock', pattern: /^(?:.*估值|valued|.*valuation)$/ },
  { id: 'market value', nature: 'stock', pattern: /^(?:总?市值|market (?:value|cap(?:itali[sz]ation)?))$/ },
  {
    id: 'GMV',
    nature: 'flow',
    pattern:
      /^(?:.*gmv|(?:电商)?(?:总?成交(?:总额|额)|交易总额|总交易额|商品交易总额)|gross merchandise (?:value|volume))$/,
  },
  {
    id: 'revenue',
    nature: 'flow',
    pattern: /^(?:总?营收|营业(?:总)?收入|总收入|(?:total |net |full-year )?revenues?)$/,
  },
  { id: 'net profit', nature: 'flow', pattern: /^(?:(?:归母)?净利润?|net (?:profit|income))$/ },
  { id: 'users', nature: 'stock', pattern: /^(?:用户(?:数|规模|总数)?|注册用户|users|registered users)$/ },
  { id: 'employees', nature: 'stock', pattern: /^(?:员工(?:数|人数|总数)?|employees|staff|headcount|workforce)$/ },
  { id: 'stores', nature: 'stock', pattern: /^(?:门店(?:数|总数|数量)?|stores)$/ },
];

export type ReadingGroup = {
  subject: string;
  metric: string;
  unit: string;
  nature: Family['nature'];
  readings: Reading[];
};

/** Actual figures grouped by what they are figures of. Targets and forecasts contradict nothing; nor do figures of nobody in particular. */
export function readingGroups(claims: readonly PlacedClaim[], resolve: Resolve): ReadingGroup[] {
  const groups = new Map<string, ReadingGroup>();
  for (const placed of claims) {
    const { kind, args } = placed.claim;
    const { subject, metric, value, unit, basis } = args;
    if (kind !== 'metric' || basis !== 'actual' || typeof value !== 'number') continue;
    if (typeof subject !== 'string' || typeof metric !== 'string' || typeof unit !== 'string') continue;
    const words = plainText(metric).toLowerCase();
    const family = FAMILIES.find((f) => f.pattern.test(words));
    const id = resolve(subject);
    if (!family || id === null) continue;
    const key = `${id}|${family.id}|${unit}`;
    const group = groups.get(key) ?? { subject: id, metric: family.id, unit, nature: family.nature, readings: [] };
    group.readings.push(readingOf(placed, value));
    groups.set(key, group);
  }
  return [...groups.values()];
}

function readingOf(placed: PlacedClaim, value: number): Reading {
  const { args, attribution } = placed.claim;
  const period = typeof args.period_iso === 'string' ? args.period_iso : null;
  const raw = typeof args.period_raw === 'string' ? args.period_raw : null;
  const said = period === null ? null : daysOf(period);
  const published = placed.publishedAt === null ? null : spanOf(placed.publishedAt.slice(0, 10));
  return {
    placed,
    value,
    valueMax: typeof args.value_max === 'number' ? args.value_max : null,
    comparator: typeof args.comparator === 'string' ? args.comparator : '=',
    from: (said ?? published)?.from ?? null,
    to: (said ?? published)?.to ?? null,
    period,
    duration: period === null && raw !== null ? raw : null,
    attribution,
  };
}

function daysOf(iso: string): { from: Day; to: Day } | null {
  const [first, last] = iso.split('/');
  const from = spanOf(first!);
  const to = last === undefined ? from : spanOf(last);
  return from && to && { from: from.from, to: to.to };
}

/** Reports round: 4000亿 and "410 billion" differ, 1.39万亿 and "1.4 trillion" do not. */
const ROUNDING = 0.02;

export function sameValue(a: Reading, b: Reading): boolean {
  return (
    Math.abs(a.value - b.value) <= ROUNDING * Math.max(Math.abs(a.value), Math.abs(b.value)) &&
    (a.valueMax === null) === (b.valueMax === null)
  );
}

/** The one says more than 3, the other 5: both can be true. */
export function canBothHold(a: Reading, b: Reading): boolean {
  const [low, high] = a.value <= b.value ? [a, b] : [b, a];
  if (sameValue(a, b)) return true;
  if (low.valueMax !== null && low.valueMax >= high.value) return true;
  return /^>/.test(low.comparator) || /^(?:<|~<)/.test(high.comparator);
}

/** 350000000 -> 350 million */
export function inWords(value: number): string {
  const size = Math.abs(value);
  for (const [scale, name] of [
    [1e12, 'trillion'],
    [1e9, 'billion'],
    [1e6, 'million'],
  ] as const)
    if (size >= scale) return `${Number((value / scale).toPrecision(4))} ${name}`;
  return String(Number(value.toPrecision(6)));
}
