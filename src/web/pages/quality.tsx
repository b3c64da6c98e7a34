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
      {rows.length > 0 ? (
        <div class="scroller" tabindex={0} role="region" aria-label={t.title}>
          <table class="lines quality">
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
            <Group view={view} head={t.byKind} lines={kinds} withFloors />
            {sources.map(([sourceId, all]) => (
              <Group
                view={view}
                head={view.sourceName(sourceId)}
                lines={all.map((row) => ({ kind: row.kind, sums: row }))}
              />
            ))}
          </table>
        </div>
      ) : null}
      <p class="page-foot faint">{t.floors}</p>
    </Layout>
  );
}

function sumOf(rows: QualityRow[]): Sums {
  const add = (field: keyof Sums) => rows.reduce((sum, row) => sum + row[field], 0);
  return { found: add('found'), reviewed: add('reviewed'), dismissed: add('dismissed'), corrected: add('corrected') };
}

/** The lines of all sources, or of one; the floors hold over all. */
function Group(props: { view: View; head: string; lines: { kind: string; sums: Sums }[]; withFloors?: boolean }) {
  const { view } = props;
  const { quality: t, lang } = view.t;
  return (
    <tbody>
      <tr class="group">
        <th scope="rowgroup" colspan={7}>
          {props.head}
        </th>
      </tr>
      {props.lines.map(({ kind, sums }) => (
        <tr>
          <td>
            <KindBadge view={view} kind={kind} />
          </td>
          {[sums.found, sums.reviewed, sums.dismissed, sums.corrected].map((count) => (
            <td class="num">{count.toLocaleString(lang)}</td>
          ))}
          <td class="num">{precision(sums, lang) ?? <span class="faint">{t.tooFew}</span>}</td>
          <td>{props.withFloors ? floorWords(view, kind) : null}</td>
        </tr>
      ))}
    </tbody>
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
