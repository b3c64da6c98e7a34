/** The site readers, asked in this order. One more site is one more file and one line here. */
import type { SiteReader } from './_site.ts';
import { amz123 } from './amz123.ts';
import { dashu10100 } from './dashu10100.ts';
import { discuz } from './discuz.ts';

export type { SiteReader } from './_site.ts';

export const siteReaders: readonly SiteReader[] = [amz123, dashu10100, discuz];

/** The reader that knows this address or this markup, or null. */
export function siteReaderFor(url: string | null, html: string): SiteReader | null {
  return (
    siteReaders.find((reader) => (url !== null && reader.matches(url)) || (reader.matchesMarkup?.(html) ?? false)) ??
    null
  );
}
