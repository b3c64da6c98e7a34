/** Sitemaps, news sitemaps and sitemap indexes, plain or gzipped, and sitemap.txt. The newest entries first. */
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { messageOf } from '../src/errors.ts';
import { decodeBytes } from '../src/net/charset.ts';
import { readFeedDate } from './_dates.ts';
import { absolute } from './_html.ts';
import { address, defineKind, LayoutChanged, type Answer, type Entry, type Listing } from './_source.ts';
import { child, childText, readXml, type XmlNode } from './_xml.ts';
import { matchesPattern } from '../src/net/robots.ts';

/** The protocol allows 50 MB unpacked. */
const MAX_UNPACKED = 50 * 1024 * 1024;

export const sitemap = defineKind({
  kind: 'sitemap',
  label: 'Sitemap',
  verified: false,
  shape: {
    url: address.describe('address of the sitemap or the sitemap index'),
    paths: z
      .array(z.string().startsWith('/'))
      .default([])
      .describe('only addresses whose path fits one of these; * is any run of characters'),
    maxAgeDays: z
      .number()
      .min(1)
      .max(36500)
      .default(30)
      .describe('entries and sitemaps last changed before this are left out'),
  },
  home: ({ url }) => new URL('/', url).href,
  start: ({ url }) => [{ url, page: 1 }],
  list(answer, { paths, maxAgeDays }, { now, since }) {
    const oldest = since ?? new Date(now.getTime() - maxAgeDays * 86_400_000);
    const listing = readSitemap(answer, oldest);
    const isWanted = ({ url }: Entry): boolean =>
      paths.length === 0 || paths.some((path) => matchesPattern(new URL(url).pathname, path));
    return { ...listing, entries: listing.entries.filter(isWanted) };
  },
});

/** Entries of a sitemap, or the sitemaps of an index that changed since `oldest`. HTML instead of either is LayoutChanged. */
export function readSitemap(answer: Answer, oldest: Date): Listing {
  const text = unpacked(answer);
  if (/\.txt$/i.test(new URL(answer.finalUrl).pathname)) return { entries: plainEntries(text, answer), next: [] };
  const root = readRoot(text, answer);
  const local = root.name.replace(/^.*:/, '');
  if (local === 'sitemapindex') return { entries: [], next: indexed(root, answer, oldest) };
  if (local !== 'urlset') throw new LayoutChanged(`expected a sitemap at ${answer.finalUrl}, got <${root.name}>`);
  const entries = root.children.map((node) => entryOf(node, answer)).filter((entry) => entry !== null);
  const recent = entries.filter(({ publishedAt }) => publishedAt === null || publishedAt >= oldest.toISOString());
  return { entries: recent.sort((a, b) => (b.publishedAt ?? '').localeCompare(a.publishedAt ?? '')), next: [] };
}

/** `sitemap.xml.gz` is a gzip file, not a content coding: the gate brings it packed. */
function unpacked(answer: Answer): string {
  if (answer.body[0] !== 0x1f || answer.body[1] !== 0x8b) return answer.text;
  try {
    return decodeBytes(gunzipSync(answer.body, { maxOutputLength: MAX_UNPACKED }), null).text;
  } catch (cause) {
    throw new LayoutChanged(`the packed sitemap ${answer.finalUrl} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function readRoot(text: string, answer: Answer): XmlNode {
  try {
    return readXml(text);
  } catch (cause) {
    throw new LayoutChanged(`expected a sitemap at ${answer.finalUrl}: ${messageOf(cause)}`, { cause });
  }
}

function indexed(root: XmlNode, answer: Answer, oldest: Date): Listing['next'] {
  const found = root.children.map((node) => {
    const url = absolute(childText(node, 'loc') ?? undefined, answer.finalUrl);
    const changed = readFeedDate(childText(node, 'lastmod'));
    return url && url !== answer.finalUrl && (changed === null || changed >= oldest.toISOString())
      ? { url, changed: changed ?? '' }
      : null;
  });
  const newestFirst = found.filter((each) => each !== null).sort((a, b) => b.changed.localeCompare(a.changed));
  return newestFirst.map(({ url }, index) => ({ url, page: (answer.ask.page ?? 1) + 1 + index }));
}

/** `<url><loc>..</loc><lastmod>..</lastmod><news:news><news:publication_date>..` */
function entryOf(node: XmlNode, answer: Answer): Entry | null {
  const url = absolute(childText(node, 'loc', 'sm:loc') ?? undefined, answer.finalUrl);
  if (!url) return null;
  const news = child(node, 'news:news');
  const published = (news && childText(news, 'news:publication_date')) ?? childText(node, 'lastmod', 'sm:lastmod');
  return { url, title: (news && childText(news, 'news:title')) ?? null, publishedAt: readFeedDate(published) };
}

function plainEntries(text: string, answer: Answer): Entry[] {
  const urls = text
    .split(/\r?\n/)
    .map((line) => (/^https?:\/\//i.test(line.trim()) ? absolute(line, answer.finalUrl) : null));
  const entries = urls.filter((url) => url !== null).map((url) => ({ url, title: null, publishedAt: null }));
  if (entries.length === 0) throw new LayoutChanged(`expected addresses line by line at ${answer.finalUrl}, got none`);
  return entries;
}
