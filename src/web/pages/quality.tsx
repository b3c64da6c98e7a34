import type { QualityRow } from '../../store/desk/quality.ts';
import { floors } from '../floors.ts';
import { groupBy } from '../group-by.ts';
import { Layout } from '../layout.tsx';
import { KindBadge } from '../parts/words.tsx';
import type { View } from '../view.ts';

type Sums = Pick<QualityRow, 'found' | 'reviewed' | 'dismissed' | 'corrected'>;

/** How often analysts let stand what was found: per kind over all sources, then per source. */
export function QualityPage({ view, rows }: { view: View; rows: QualityRow[] }) {
  const { quality: t } = view.t;
  const kinds = groupBy(rows, (row) => row.kind).map(([kind, all]) => ({ kind, sums: sumOf(all) }));
  const sources = groupBy(rows, (row) => row.sourceId);
  return (
    <Layout view={view} title={t.title} section="quality">
      <header class="page-head">
        <h1>{t.title}</h1>
        <p class="lede">{t.intro}</p>
      </header>
      {rows.length === 0 ? <p class="nothing">{t.empty}</p> : null}
      {kinds.length > 0 ? (
        <QualityTable
          view={view}
          head={t.byKind}
          lines={kinds.map(({ kind, sums }) => ({ name: <KindBadge view={view} kind={kind} />, kind, sums }))}
        />
      ) : null}
      {sources.map(([sourceId, all]) => (
        <QualityTable
          view={view}
          head={view.sourceName(sourceId)}
          lines={all.map((row) => ({ name: <KindBadge view={view} kind={row.kind} />, kind: row.kind, sums: row }))}
        />
      ))}
      <p class="faint">{t.floors}</p>
    </Layout>
  );
}

function sumOf(rows: QualityRow[]): Sums {
  const add = (field: keyof Sums) => rows.reduce((sum, row) => sum + row[field], 0);
  return { found: add('found'), reviewed: add('reviewed'), dismissed: add('dismissed'), corrected: add('corrected') };
}

function QualityTable(props: { view: View; head: string; lines: { name: unknown; kind: string; sums: Sums }[] }) {
  const { quality: t, lang } = props.view.t;
  return (
    <section class="block">
      <h2>{props.head}</h2>
      <table class="lines">
        <thead>
          <tr>
            <th scope="col">{t.kind}</th>
            {[t.found, t.reviewed, t.dismissed, t.corrected, t.precision].map((name) => (
              <th scope="col" class="num">
                {name}
              </th>
            ))}
            <th scope="col">{t.floor}</th>
          </tr>
        </thead>
        <tbody>
          {props.lines.map(({ name, kind, sums }) => (
            <tr>
              <td>{name as string}</td>
              {[sums.found, sums.reviewed, sums.dismissed, sums.corrected].map((count) => (
                <td class="num">{count.toLocaleString(lang)}</td>
              ))}
              <td class="num">{precision(sums, lang) ?? t.tooFew}</td>
              <td>{floorWords(props.view, kind)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** `96 % (24 of 25)`: kept as found among the reviewed; null where nothing was reviewed. */
function precision({ reviewed, dismissed, corrected }: Sums, locale: string): string | null {
  if (reviewed === 0) return null;
  const kept = reviewed - dismissed - corrected;
  return `${(kept / reviewed).toLocaleString(locale, { style: 'percent' })} (${kept}/${reviewed})`;
}

/** `precision ≥ 97 %, recall ≥ 92 %`; empty where the labelled set has none for this kind. */
function floorWords({ t }: View, kind: string): string {
  const known = floors[kind] ?? {};
  return (['precision', 'recall', 'f1'] as const)
    .flatMap((measure) => {
      const least = known[measure];
      if (least === undefined) return [];
      return `${t.quality.measure[measure]} ≥ ${least.toLocaleString(t.lang, { style: 'percent' })}`;
    })
    .join(', ');
}
