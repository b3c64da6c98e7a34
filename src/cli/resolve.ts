import { resolveArticles } from '../core/resolve.ts';
import { claimInput } from './claims.ts';
import { articleLine, filterLines, print, type ArticleLine } from './_lines.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';

/** `redwatch resolve`: all articles are read first, then events, conflicts and agreements come out. */
export async function runResolve(options: SettingsOptions): Promise<void> {
  const { watches } = await settingsFor(options);
  const articles: ArticleLine[] = [];
  await filterLines(articleLine, (line) => {
    articles.push(line);
    return [];
  });
  for (const record of resolveArticles(articles.map(claimInput), watches)) await print(record);
}
