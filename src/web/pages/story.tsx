import type { Article } from '../../core/types.ts';
import type { StoryArticle, StoryClaim, StoryEvent } from '../../store/desk/story.ts';
import { changeWords, reasonWords, silenceWords } from '../alert-words.ts';
import type { StoryConflict } from '../conflicts.ts';
import { Layout } from '../layout.tsx';
import { DeskPanel, StateForm, type PanelData } from '../parts/desk-panel.tsx';
import { ClaimCard } from '../parts/claim-card.tsx';
import { Highlighted, MAX_SHOWN, Paragraphs, type Numbered } from '../parts/highlight.tsx';
import { OriginTree } from '../parts/origin-tree.tsx';
import { Instant, KindBadge, outletName, Published, Quote, slug, StatusWord, WatchNames } from '../parts/words.tsx';
import { WrongClaim } from '../parts/wrong-claim.tsx';
import { webAddress } from '../security.ts';
import type { View } from '../view.ts';

export type StoryData = PanelData & {
  body: { text: string; cut: Article['cut']; reader: string };
  claims: StoryClaim[];
  conflicts: StoryConflict[];
};

export function StoryPage({ view, data }: { view: View; data: StoryData }) {
  const { t } = view;
  const { story, shown, articles } = data;
  const claims: Numbered[] = data.claims
    .filter((claim) => claim.articleId === shown.id)
    .map((claim, index) => ({ ...claim, number: index + 1 }));
  const elsewhere = data.claims.filter((claim) => claim.articleId !== shown.id);
  const hrefOf = (articleId: string) =>
    `/stories/${encodeURIComponent(story.id)}?article=${encodeURIComponent(articleId)}`;
  return (
    <Layout view={view} title={story.title} section="feed">
      <header class="story-head">
        <p class="meta">
          <WatchNames view={view} ids={story.watchIds} />
          <span>{t.pagesAndOrigins(articles.length, story.origins)}</span>
          {[...new Set(data.claims.map((claim) => claim.kind))].map((kind) => (
            <KindBadge view={view} kind={kind} />
          ))}
        </p>
        <h1 lang={shown.lang}>{story.title}</h1>
        {view.can.triage ? <StateForm view={view} data={data} /> : null}
      </header>
      <div class="story">
        <div class="side">
          <section aria-labelledby="h-timeline">
            <h2 id="h-timeline">{t.story.timeline}</h2>
            <OriginTree view={view} articles={articles} shown={shown.id} href={hrefOf} />
            {articles.length > 1 ? (
              <p class="after">
                <a href={diffHref(data)}>{t.diff.title}</a>
              </p>
            ) : null}
          </section>
          <Alerts view={view} events={data.events} />
          <DeskPanel view={view} data={data} />
        </div>
        <article class="reading">
          <Conflicts view={view} data={data} hrefOf={hrefOf} />
          <ArticleHead view={view} article={shown} claims={claims} reader={data.body.reader} storyTitle={story.title} />
          <Paragraphs
            text={data.body.text}
            claims={claims.filter((claim) => claim.field === 'text')}
            lang={shown.lang}
          />
          {data.body.text.length > MAX_SHOWN ? (
            <p class="faint">
              {t.story.truncated(MAX_SHOWN.toLocaleString(t.lang), data.body.text.length.toLocaleString(t.lang))}
            </p>
          ) : null}
          <Cut view={view} cut={data.body.cut} />
        </article>
        <section class="claims" aria-labelledby="h-claims">
          <h2 id="h-claims">
            {t.story.claims} <span class="tally">{claims.length}</span>
          </h2>
          {claims.length === 0 ? <p class="faint">{t.story.noClaims}</p> : null}
          {claims.map((claim) => (
            <ClaimCard view={view} claim={claim} lang={shown.lang} href={`#at-${claim.id}`} number={claim.number}>
              <WrongClaim view={view} data={data} claim={claim} />
            </ClaimCard>
          ))}
          {elsewhere.length > 0 ? (
            <details>
              <summary>
                {t.story.otherClaims} <span class="tally">{elsewhere.length}</span>
              </summary>
              {elsewhere.slice(0, 200).map((claim) => {
                const article = articles.find((one) => one.id === claim.articleId);
                return (
                  <ClaimCard
                    view={view}
                    claim={claim}
                    lang={article?.lang}
                    from={article && outletName(view, article)}
                    href={`${hrefOf(claim.articleId)}#at-${claim.id}`}
                  />
                );
              })}
            </details>
          ) : null}
        </section>
      </div>
    </Layout>
  );
}

/** Compares the shown article with the one it was taken from, or with another one when it is the first. */
function diffHref({ story, articles, shown }: StoryData): string {
  const other =
    articles.find((one) => one.id === shown.ofArticleId) ?? articles.find((one) => one.id !== shown.id) ?? shown;
  const [a, b] = shown.ofArticleId === other.id ? [other, shown] : [shown, other];
  return `/stories/${encodeURIComponent(story.id)}/diff?a=${encodeURIComponent(a.id)}&b=${encodeURIComponent(b.id)}`;
}

/** Where the articles disagree, the words of both sides beside each other. */
function Conflicts({ view, data, hrefOf }: { view: View; data: StoryData; hrefOf: (id: string) => string }) {
  const { t } = view;
  if (data.conflicts.length === 0) return null;
  return (
    <section class="conflicts" aria-labelledby="h-conflicts">
      <h2 id="h-conflicts">{t.conflict.title}</h2>
      {data.conflicts.map((conflict) => (
        <div class="conflict">
          <p class="faint">
            {t.conflict.type[conflict.type]} · {conflict.subject}
          </p>
          <div class="sides">
            {conflict.members.map((claim) => {
              const article = data.articles.find((one) => one.id === claim.articleId);
              return (
                <a class="to-quote" href={`${hrefOf(claim.articleId)}#at-${slug(claim.id)}`}>
                  <Quote quote={claim.quote} lang={article?.lang} status={claim.status} />
                  <span class="says">{article ? outletName(view, article) : null}</span>
                </a>
              );
            })}
          </div>
        </div>
      ))}
    </section>
  );
}

function ArticleHead(props: {
  view: View;
  article: StoryArticle;
  claims: Numbered[];
  reader: string;
  storyTitle: string;
}) {
  const { view, article } = props;
  const { t } = view;
  const live = webAddress(article.url);
  const titleClaims = props.claims.filter((claim) => claim.field === 'title');
  return (
    <header>
      {article.title === props.storyTitle && titleClaims.length === 0 ? null : (
        <h2 class="headline" lang={article.lang}>
          <Highlighted text={article.title} claims={titleClaims} />
        </h2>
      )}
      <p class="byline">
        <b>{outletName(view, article)}</b>
        {article.authors.length > 0 ? <span>{article.authors.join(', ')}</span> : null}
        <Published view={view} date={article.publishedAt} />
        <a href={`/pages/${encodeURIComponent(article.pageId)}`}>{t.story.saved}</a>
        {live ? (
          <a href={live} rel="noreferrer noopener external" target="_blank">
            {t.story.live} ↗
          </a>
        ) : null}
        <span class="faint">{t.story.readBy(props.reader)}</span>
      </p>
    </header>
  );
}

function Cut({ view, cut }: { view: View; cut: Article['cut'] }) {
  const { t } = view;
  return (
    <details class="cut">
      <summary>
        {t.story.cut} <span class="tally">{cut.length}</span>
      </summary>
      {cut.length === 0 ? <p class="faint">{t.story.nothingCut}</p> : null}
      <dl>
        {cut.map((piece) => (
          <>
            <dt>{piece.reason}</dt>
            <dd>{piece.text}</dd>
          </>
        ))}
      </dl>
    </details>
  );
}

/** What changed about the story's events, who was told and why, and why nobody was when nobody was. */
function Alerts({ view, events }: { view: View; events: StoryEvent[] }) {
  const { t } = view;
  const silent = events.flatMap((event) => event.changes.filter((change) => change.silentBecause !== null));
  const alerts = events.flatMap((event) => event.alerts);
  return (
    <section class="alerts" aria-labelledby="h-alerts">
      <h2 id="h-alerts">
        {t.story.alerts} <span class="tally">{alerts.length}</span>
      </h2>
      {alerts.length === 0 && silent.length === 0 ? <p class="faint">{t.story.noAlerts}</p> : null}
      {events.map((event) =>
        event.alerts.length === 0 && event.changes.every((change) => change.silentBecause === null) ? null : (
          <div class="event">
            <h3>
              {event.person ?? t.unknown} · {event.org} <StatusWord view={view} status={event.status} />
            </h3>
            {event.alerts.map((alert) => (
              <div class="alert">
                <p>
                  <b>{changeWords(view, alert.field)}</b> · {t.reason.because(alert.ruleId)}
                  {alert.why ? ` · ${reasonWords(view, alert.why)}` : null}
                </p>
                <p class="faint">
                  <Instant view={view} at={alert.createdAt} />
                </p>
                <ul>
                  {alert.deliveries.map((delivery) => (
                    <li>
                      <span class={`state state-${delivery.state}`}>
                        {t.delivery[delivery.state] ?? delivery.state}
                      </span>
                      <span>{delivery.channel}</span> <span class="recipient">{delivery.recipient}</span>
                      {delivery.deliveredAt ? <Instant view={view} at={delivery.deliveredAt} /> : null}
                      {delivery.lastReason ? <p class="faint">{reasonWords(view, delivery.lastReason)}</p> : null}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
            {event.changes
              .filter((change) => change.silentBecause !== null)
              .map((change) => (
                <p class="alert faint">
                  <b>{changeWords(view, change.field)}</b> {t.story.silent}: {silenceWords(view, change)}
                </p>
              ))}
          </div>
        ),
      )}
    </section>
  );
}
