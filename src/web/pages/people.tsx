import type { Watch } from '../../core/types.ts';
import type { Decision } from '../../store/desk/decide.ts';
import type { Person, PersonPage } from '../../store/desk/people.ts';
import { groupBy } from '../group-by.ts';
import { Layout } from '../layout.tsx';
import type { LedgerRow } from '../ledger.ts';
import { CompanyTabs } from '../parts/company-tabs.tsx';
import { Ledger } from '../parts/ledger-table.tsx';
import { PeopleTimeline } from '../parts/people-timeline.tsx';
import { History } from '../parts/history.tsx';
import { Csrf, Quote } from '../parts/words.tsx';
import type { View } from '../view.ts';

export function personHref(orgId: string, person: string): string {
  return `/people/${encodeURIComponent(orgId)}/${encodeURIComponent(person)}`;
}

export function PeoplePage(props: { view: View; people: Person[]; watches: readonly Watch[]; watch: string | null }) {
  const { view } = props;
  const { people: t } = view.t;
  const byOrg = groupBy(props.people, (person) => person.orgId);
  return (
    <Layout view={view} title={t.title} section="people">
      <header class="page-head">
        <h1>{t.title}</h1>
        <p class="lede">{t.intro}</p>
        <CompanyTabs view={view} path="/people" watches={props.watches} watch={props.watch} />
      </header>
      {byOrg.length === 0 ? <p class="nothing">{view.t.departures.empty}</p> : null}
      {byOrg.map(([, people]) => (
        <section class="org">
          <h2>{people[0]?.org}</h2>
          <ul class="people" data-entries>
            {people.map((person) => (
              <li data-entry tabindex={-1}>
                <a href={personHref(person.orgId, person.person)} data-open>
                  {person.person}
                </a>
                {person.aliases.length > 0 ? <span class="faint"> {person.aliases.join('、')}</span> : null}
                {person.events > 1 ? <span class="tally">{person.events}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Layout>
  );
}

export type OnePersonData = {
  page: PersonPage;
  rows: LedgerRow[];
  decisions: Decision[];
  /** Other people of the same organisation. */
  others: string[];
};

export function OnePersonPage({ view, data }: { view: View; data: OnePersonData }) {
  const { page, rows } = data;
  const { people: t } = view.t;
  return (
    <Layout view={view} title={page.person} section="people">
      <header class="page-head">
        <h1>{page.person}</h1>
        <p class="lede">{page.org}</p>
      </header>
      <section class="block" aria-labelledby="h-aliases">
        <h2 id="h-aliases">{t.aliases}</h2>
        {page.aliases.length === 0 ? <p class="faint">{t.noAliases}</p> : null}
        <dl class="aliases">
          {page.aliases.map((alias) => (
            <div>
              <dt>
                {alias.alias} <span class="faint">{alias.kind === 'decision' ? t.byDecision : alias.kind}</span>
              </dt>
              <dd>
                {alias.quote ? (
                  <a
                    class="to-quote"
                    href={
                      alias.storyId
                        ? `/stories/${encodeURIComponent(alias.storyId)}?article=${encodeURIComponent(alias.articleId ?? '')}`
                        : '/departures'
                    }
                  >
                    <Quote quote={alias.quote} mark={alias.alias} />
                  </a>
                ) : null}
                {view.can.triage ? (
                  <AliasForm view={view} page={page} kind="not_same">
                    <input type="hidden" name="alias" value={alias.alias} />
                    <button class="plain">{t.notSame}</button>
                  </AliasForm>
                ) : null}
              </dd>
            </div>
          ))}
        </dl>
        {view.can.triage ? (
          <AliasForm view={view} page={page} kind="also_called">
            <label>
              {t.samePersonAs}
              <input name="alias" required maxlength={80} list="others" autocomplete="off" />
            </label>
            <datalist id="others">
              {data.others.map((name) => (
                <option value={name}></option>
              ))}
            </datalist>
            <label>
              {view.t.decide.why}
              <input name="note" maxlength={1000} />
            </label>
            <button class="plain">{t.samePerson}</button>
          </AliasForm>
        ) : null}
        {data.decisions.length > 0 ? <History view={view} decisions={data.decisions} /> : null}
      </section>
      <section class="block" aria-labelledby="h-timeline">
        <h2 id="h-timeline">{t.timeline}</h2>
        <PeopleTimeline view={view} rows={rows} />
      </section>
      <Ledger view={view} rows={rows} next={null} />
    </Layout>
  );
}

/** A ruling about a name of this person; it comes back to this page. */
function AliasForm(props: { view: View; page: PersonPage; kind: 'also_called' | 'not_same'; children?: unknown }) {
  const { view, page, kind } = props;
  return (
    <form method="post" action="/decisions" class="inline alias-form">
      <Csrf view={view} />
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="org" value={page.orgId} />
      <input type="hidden" name="person" value={page.person} />
      <input type="hidden" name="back" value={view.here} />
      {props.children as string}
    </form>
  );
}
