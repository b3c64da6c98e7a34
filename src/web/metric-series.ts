import type { MetricPoint } from '../store/desk/metrics.ts';

/** One measure of one subject over time. */
export type Series = {
  subject: string;
  metric: string;
  unit: string;
  points: (MetricPoint & { at: number })[];
  /** Periods for which sources give different values. */
  disputed: ReadonlySet<string>;
  undated: MetricPoint[];
};

const fold = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

/**
 * Groups points into series by subject, measure and unit; those with most points first. A period stands at its beginning on the axis
 * (2025, 2025-H1, 2025-Q4, 2025-06, 2025-06-30); points without one are kept aside.
 */
export function seriesOf(points: readonly MetricPoint[]): Series[] {
  const groups = new Map<string, MetricPoint[]>();
  for (const point of points) {
    const key = [point.subject, point.metric, point.unit].map(fold).join('|');
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()]
    .map(oneSeries)
    .sort((a, b) => b.points.length - a.points.length || (a.subject < b.subject ? -1 : 1));
}

function oneSeries(group: MetricPoint[]): Series {
  const { subject = '', metric = '', unit = '' } = group[0] ?? {};
  const dated = group.flatMap((point) => {
    const at = periodStart(point.period);
    return at === null ? [] : [{ ...point, at }];
  });
  const values = new Map<string, Set<string>>();
  for (const point of dated) {
    // A target and an actual figure for one period do not contradict each other.
    const period = `${point.period} ${point.basis ?? ''}`;
    values.set(period, (values.get(period) ?? new Set()).add(`${point.comparator ?? ''}${point.value}`));
  }
  const disputed = new Set([...values].filter(([, all]) => all.size > 1).map(([period]) => period));
  return {
    subject,
    metric,
    unit,
    points: dated.sort((a, b) => a.at - b.at || a.value - b.value),
    disputed,
    undated: group.filter((point) => periodStart(point.period) === null),
  };
}

export const isDisputed = (series: Series, point: MetricPoint) =>
  series.disputed.has(`${point.period} ${point.basis ?? ''}`);

/** The first instant of an ISO-like period in milliseconds; null when it is none. */
export function periodStart(period: string | null): number | null {
  // 2025-Q4, 2025-H1, 2025-06-30, 2025-06, 2025; a range 2024/2025 begins where its first part does
  const match = /^(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?/.exec(period ?? '');
  if (!match) return null;
  const [, year, quarter, half, month, day] = match;
  const monthIndex = quarter
    ? (Number(quarter) - 1) * 3
    : half
      ? (Number(half) - 1) * 6
      : month
        ? Number(month) - 1
        : 0;
  const at = Date.UTC(Number(year), monthIndex, Number(day ?? 1));
  return Number.isNaN(at) ? null : at;
}
