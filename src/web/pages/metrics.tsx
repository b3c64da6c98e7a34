import type { Watch } from '../../core/types.ts';
import { MAX_POINTS, type MetricPoint } from '../../store/desk/metrics.ts';
import { groupBy } from '../group-by.ts';
import { Layout } from '../layout.tsx';
import { isDisputed, type Series } from '../metric-series.ts';
import { CompanyTabs } from '../parts/company-tabs.tsx';
import { outletName, Published, slug } from '../parts/words.tsx';
import type { View } from '../view.ts';

export type MetricsData = { series: Series[]; points: number; watches: readonly Watch[]; watch: string | null };

const WIDTH = 640;
const HEIGHT = 190;
const PAD = { left: 64, right: 24, top: 16, bottom: 28 };

/** A picture per measure, every point with the words it comes from. */
export function MetricsPage({ view, data }: { view: View; data: MetricsData }) {
  const { metrics: t } = view.t;
  return (
    <Layout view={view} title={t.title} section="metrics">
      <header class="page-head">
        <h1>{t.title}</h1>
        <p class="lede">{t.intro}</p>
        <CompanyTabs view={view} path="/metrics" watches={data.watches} watch={data.watch} />
      </header>
      {data.series.length === 0 ? <p class="nothing">{t.empty}</p> : null}
      {data.points >= MAX_POINTS ? <p class="notice">{t.capped(MAX_POINTS)}</p> : null}
      <div class="series-list">
        {data.series.slice(0, 60).map((series) => (
          <SeriesCard view={view} series={series} />
        ))}
      </div>
    </Layout>
  );
}

function SeriesCard({ view, series }: { view: View; series: Series }) {
  const { metrics: t } = view.t;
  const id = slug(`m-${series.subject}-${series.metric}-${series.unit}`);
  return (
    <div class="series" id={id}>
      <h2>
        {series.subject} <span class="measure">{series.metric}</span> <span class="tally">{series.unit}</span>
        {series.disputed.size > 0 ? <span class="flag flag-important"> {t.disputed}</span> : null}
      </h2>
      {new Set(series.points.map((point) => point.at)).size > 1 ? <Chart view={view} series={series} /> : null}
      <div class="scroller" tabindex={0} role="region" aria-label={`${series.subject} ${series.metric}`}>
        <table class="lines figures">
          <tbody>
            {[...series.points, ...series.undated].map((point) => (
              <PointRow view={view} point={point} disputed={isDisputed(series, point)} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function hrefOf(point: MetricPoint): string | null {
  return point.storyId === null
    ? null
    : `/stories/${encodeURIComponent(point.storyId)}?article=${encodeURIComponent(point.articleId)}#at-${slug(point.claimId)}`;
}

function PointRow({ view, point, disputed }: { view: View; point: MetricPoint; disputed: boolean }) {
  const href = hrefOf(point);
  return (
    <tr class={disputed ? 'disputed' : undefined}>
      <td class="nowrap">{point.period ?? view.t.feed.undated}</td>
      <td class="nowrap">
        <b lang={point.lang}>{point.raw}</b>
        {point.basis && point.basis !== 'actual' ? (
          <span class="faint"> {view.t.metrics.basis[point.basis] ?? point.basis}</span>
        ) : null}
      </td>
      <td lang={point.lang}>{href ? <a href={href}>{point.quote}</a> : point.quote}</td>
      <td class="nowrap">
        {outletName(view, point)} <Published view={view} date={point.publishedAt} />
      </td>
    </tr>
  );
}

/** Targets and forecasts stand as hollow points beside the line of what was. */
const isActual = (point: MetricPoint) => point.basis === null || point.basis === 'actual';

function Chart({ view, series }: { view: View; series: Series }) {
  const { points } = series;
  const [from, to] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 1];
  const top = Math.max(...points.map((point) => point.value));
  const bottom = Math.min(0, ...points.map((point) => point.value));
  const x = (at: number) => PAD.left + ((at - from) / (to - from || 1)) * (WIDTH - PAD.left - PAD.right);
  const y = (value: number) =>
    HEIGHT - PAD.bottom - ((value - bottom) / (top - bottom || 1)) * (HEIGHT - PAD.top - PAD.bottom);
  const ticks = [bottom, (bottom + top) / 2, top];
  const compact = new Intl.NumberFormat(view.t.lang, { notation: 'compact', maximumFractionDigits: 1 });
  const spans = groupBy(points, (point) => point.at).filter(([, same]) => same.length > 1);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${series.subject} ${series.metric}`}>
      {ticks.map((tick) => (
        <>
          <line class="grid" x1={PAD.left} x2={WIDTH - PAD.right} y1={y(tick)} y2={y(tick)} />
          <text class="axis" x={PAD.left - 8} y={y(tick) + 4} text-anchor="end">
            {compact.format(tick)}
          </text>
        </>
      ))}
      <polyline
        class="run"
        points={points
          .filter(isActual)
          .map((point) => `${x(point.at)},${y(point.value)}`)
          .join(' ')}
      />
      {spans.map(([at, same]) => (
        <line
          class="span"
          x1={x(at)}
          x2={x(at)}
          y1={y(Math.min(...same.map((p) => p.value)))}
          y2={y(Math.max(...same.map((p) => p.value)))}
        />
      ))}
      {points.map((point) => (
        <circle
          class={isDisputed(series, point) ? 'point disputed' : isActual(point) ? 'point' : 'point planned'}
          cx={x(point.at)}
          cy={y(point.value)}
          r={4.5}
        >
          <title>{`${point.period}: ${point.raw}`}</title>
        </circle>
      ))}
      {[points[0], points.at(-1)].map((point, index) =>
        point ? (
          <text class="axis" x={x(point.at)} y={HEIGHT - 8} text-anchor={index === 0 ? 'start' : 'end'}>
            {point.period}
          </text>
        ) : null,
      )}
    </svg>
  );
}
