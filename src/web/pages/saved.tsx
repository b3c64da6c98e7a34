import type { SavedPage } from '../../store/desk/pages.ts';
import { crawlWords } from '../crawl-words.ts';
import { Layout } from '../layout.tsx';
import { Instant } from '../parts/words.tsx';
import { webAddress } from '../security.ts';
import type { View } from '../view.ts';

/** A saved page in its frame: no scripts, no network, no origin in common with the desk. */
export function SavedPageView({ view, page }: { view: View; page: SavedPage }) {
  const { t } = view;
  const live = webAddress(page.url);
  const raw = `/pages/${encodeURIComponent(page.id)}/raw`;
  return (
    <Layout view={view} title={t.saved.title} section={null}>
      <header class="page-head">
        <h1>{t.saved.title}</h1>
        <p class="meta">
          <span class="url">{page.url}</span>
        </p>
        <p class="meta">
          <span>
            {t.saved.fetched} <Instant view={view} at={page.fetchedAt} />
          </span>
          <span>
            {t.saved.answered} {page.status}
          </span>
          <span>{t.saved.charset(page.charset, page.charsetFrom)}</span>
          {page.skipReason ? <span class="trouble">{t.saved.skipped(crawlWords(view, page.skipReason))}</span> : null}
          {page.storyId ? <a href={`/stories/${encodeURIComponent(page.storyId)}`}>{t.saved.story}</a> : null}
          {live ? (
            <a href={live} rel="noreferrer noopener external" target="_blank">
              {t.saved.live} ↗
            </a>
          ) : null}
          <a href={`${raw}?download`} download>
            {t.saved.download}
          </a>
        </p>
        <p class="faint">{t.saved.note}</p>
      </header>
      <iframe class="saved" sandbox="" src={raw} title={t.saved.frame} loading="lazy"></iframe>
    </Layout>
  );
}
