/** The site readers, asked in this order. One more site is one more file and one line here. */
import type { ReadInput } from '../../types.ts';
import type { SiteReader } from './_site.ts';
import { amz123 } from './amz123.ts';
import { dashu10100 } from './dashu10100.ts';
import { discuz } from './discuz.ts';

export type { SiteReader } from './_site.ts';
export { readerId } from './_site.ts';

export const siteReaders: readonly SiteReader[] = [amz123, dashu10100, discuz];

/** Whether a reader knows the address; one that knows its layout by markup serves any. */
export function isAtHome(reader: SiteReader, url: string | null): boolean {
  return reader.matchesMarkup !== undefined || (url !== null && reader.matches(url));
}

/**
 * The readers to ask for a page, in turn until one knows the layout: those of the layout its source is known to have, else of the first
 * whose address or markup fits. Of several versions the one of the day the page was fetched comes first, so that old pages still read;
 * then the other versions, newest first, for a change is noticed late and copies of old pages stay about.
 */
export function siteReadersFor(
  { url, content, fetchedAt, layout }: ReadInput,
  readers: readonly SiteReader[] = siteReaders,
): SiteReader[] {
  if (layout === null) return [];
  const named = readers.some((reader) => reader.layout === layout) ? layout : undefined;
  const fits = ({ matches, matchesMarkup }: SiteReader): boolean =>
    (url !== null && matches(url)) || (matchesMarkup?.(content) ?? false);
  const chosen = named ?? readers.find(fits)?.layout;
  const newestFirst = readers
    .filter((reader) => reader.layout === chosen)
    .sort((one, other) => other.version - one.version);
  const ofTheDay = newestFirst.find(({ since }) => since === undefined || since <= fetchedAt.slice(0, 10));
  return ofTheDay ? [ofTheDay, ...newestFirst.filter((reader) => reader !== ofTheDay)] : newestFirst;
}
