/** A made-up month of any length through the core of the group step, one article after the other: does its rate last, and what comes of it. */
import { DedupIndex, fingerprint, placeArticle, termsOfNames, type PlacedArticle } from '../src/core/dedup/index.ts';
import { kindOf, MONTH_WATCHES, monthArticle } from '../test/faults/_month.ts';
import { seconds } from './_group-made.ts';

const SLICES = 5;
/** So many articles stay as they were cut and counted; older ones are made anew when they come up, as the product loads them. */
const KEPT = 2000;

export function through(articles: number): void {
  const index = new DedupIndex({ expected: articles });
  const watched = termsOfNames(MONTH_WATCHES.flatMap((watch) => watch.names));
  const [stories, origins, sizes] = [new Int32Array(articles), new Int32Array(articles), new Int32Array(articles)];
  const kept = new Map<number, PlacedArticle>();
  const made = (n: number): PlacedArticle => {
    const known = kept.get(n);
    if (known) return known;
    const { title, paragraphs, publishedAt, outlet } = monthArticle(n);
    const of = { outlet, url: null, origin: null, lang: 'zh' };
    const article = {
      id: String(n),
      title,
      text: paragraphs.join('\n'),
      publishedAt,
      ...of,
      storyId: '',
      originId: '',
    };
    kept.set(n, article);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as number);
    return article;
  };
  const placed = (n: number, sharesText: boolean): PlacedArticle => {
    const story = stories[n]!;
    const place = { storyId: String(story), originId: String(origins[n]), storySize: sizes[story]! };
    return Object.assign(made(n), place, { sharesText, firstPublishedAt: monthArticle(story).publishedAt });
  };
  const found = { copies: 0, right: 0, others: 0, joined: 0 };
  let spent = 0;
  for (let n = 0, from = 0; n < articles; n++) {
    const article = made(n);
    const before = seconds();
    const print = fingerprint({ title: article.title, text: article.text });
    const possible = index.possible(print);
    spent += seconds() - before;
    const candidates = possible.map(({ id, sharesText }) => placed(Number(id), sharesText));
    const again = seconds();
    const { size, spread, usual } = index;
    const { relation, storyId, originId } = placeArticle(article, candidates, { size, spread, usual, watched });
    const day = Math.floor(Date.parse(article.publishedAt as string) / 86_400_000);
    index.add(article.id, print, { isCopy: !['new', 'same_story'].includes(relation), day });
    spent += seconds() - again;
    stories[n] = Number(storyId ?? n);
    origins[n] = Number(originId ?? n);
    sizes[stories[n]!]!++;
    count(n, stories, found);
    if ((n + 1) % Math.ceil(articles / SLICES) && n + 1 < articles) continue;
    console.log(
      `${(n + 1).toLocaleString('en')} articles: ${((n + 1 - from) / spent).toFixed(0)} a second since the last line, ` +
        `index ${(index.bytes / 2 ** 20).toFixed(0)} MB, process ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB; ` +
        `${found.right} of ${found.copies} copies in the story of their original, ${found.joined} of ${found.others} others in somebody else's`,
    );
    [from, spent] = [n + 1, 0];
  }
}

/** Pieces of reports inside other articles belong to no story in particular. */
function count(
  n: number,
  stories: Int32Array,
  found: { copies: number; right: number; others: number; joined: number },
): void {
  const kind = kindOf(n);
  if (kind === 'part') return;
  const { of } = monthArticle(n);
  if (of !== null) {
    found.copies++;
    if (stories[n] === stories[of]) found.right++;
  } else {
    found.others++;
    if (stories[n] !== n) found.joined++;
  }
}
