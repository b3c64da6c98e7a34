import type { StoryArticle, StoryHead } from '../../store/desk/story.ts';
import type { DiffPart } from '../diff.ts';
import { Layout } from '../layout.tsx';
import { outletName, Published } from '../parts/words.tsx';
import type { View } from '../view.ts';

/** Two articles in one text: what only the first has is struck out, what only the second has is underlined. */
export function DiffPage(props: {
  view: View;
  story: StoryHead;
  articles: StoryArticle[];
  a: StoryArticle;
  b: StoryArticle;
  parts: DiffPart[];
}) {
  const { view, story, a, b } = props;
  const { t } = view;
  return (
    <Layout view={view} title={t.diff.title} section="feed">
      <header class="page-head">
        <p class="meta">
          <a href={`/stories/${encodeURIComponent(story.id)}`}>{story.title}</a>
        </p>
        <h1>{t.diff.title}</h1>
        <form method="get" class="narrow">
          {(
            [
              ['a', a],
              ['b', b],
            ] as const
          ).map(([name, chosen]) => (
            <label>
              {name === 'a' ? t.diff.first : t.diff.second}
              <select name={name}>
                {props.articles.map((article) => (
                  <option value={article.id} selected={article.id === chosen.id}>
                    {outletName(view, article)}
                  </option>
                ))}
              </select>
            </label>
          ))}
          <button class="plain">{t.diff.compare}</button>
        </form>
        <p class="meta">
          <span>
            <del>{outletName(view, a)}</del> <Published view={view} date={a.publishedAt} />
          </span>
          <span>
            <ins>{outletName(view, b)}</ins> <Published view={view} date={b.publishedAt} />
          </span>
        </p>
      </header>
      {props.parts.every((part) => part.kind === 'same') ? <p class="notice calm">{t.diff.same}</p> : null}
      <div class="prose diff" lang={a.lang}>
        {props.parts.map((part) =>
          part.kind === 'same' ? part.text : part.kind === 'gone' ? <del>{part.text}</del> : <ins>{part.text}</ins>,
        )}
      </div>
    </Layout>
  );
}
