import type { Watch } from '../../core/types.ts';
import type { DepartureCursor } from '../../store/desk/departures.ts';
import { Layout } from '../layout.tsx';
import type { LedgerRow } from '../ledger.ts';
import { CompanyTabs } from '../parts/company-tabs.tsx';
import { Ledger } from '../parts/ledger-table.tsx';
import { PeopleTimeline } from '../parts/people-timeline.tsx';
import type { View } from '../view.ts';

export type DeparturesData = {
  rows: LedgerRow[];
  next: DepartureCursor | null;
  watches: readonly Watch[];
  watch: string | null;
};

export function DeparturesPage({ view, data }: { view: View; data: DeparturesData }) {
  const { t } = view;
  return (
    <Layout view={view} title={t.departures.title} section="departures">
      <header class="page-head">
        <h1>{t.departures.title}</h1>
        <p class="lede">{t.departures.intro}</p>
        <CompanyTabs view={view} path="/departures" watches={data.watches} watch={data.watch} />
      </header>
      {data.rows.length === 0 ? (
        <p class="nothing">{t.departures.empty}</p>
      ) : (
        <>
          {data.watch === null ? null : <PeopleTimeline view={view} rows={data.rows} />}
          <Ledger view={view} rows={data.rows} next={nextHref(data)} />
        </>
      )}
    </Layout>
  );
}

/** Address of the next rows; null on the last page. */
export function nextHref({ next, watch }: Pick<DeparturesData, 'next' | 'watch'>): string | null {
  if (next === null) return null;
  const query = new URLSearchParams({ ...(watch ? { company: watch } : {}), after: `${next.first}|${next.id}` });
  return `/departures?${query.toString()}`;
}
