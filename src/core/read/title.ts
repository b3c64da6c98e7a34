/**
 * The headline: what h1, og:title, JSON-LD and the title element agree on, without the site's own name at the end.
 * Characters are the page's; only the choice and the cut are ours.
 */
import type { PageMeta } from './meta.ts';
import { firstTag } from './meta.ts';
import { trimLine } from './outline.ts';

/** Between a headline and a site name: `标题_某某网`, `Title - Site`, `标题--某某网`, `标题｜某某`, `标题 | 站`. */
const SEPARATOR = /\s*(?:_{1,2}|——|–|—|-{1,2}|\||｜|·|»|›|::|«|\/)\s*/gu;
/** Words only the tail of a title ends in: `某某网`, `财经频道`, `Example News`. */
const SITE_WORDS =
  /(?:网|频道|导航|资讯|新闻|媒体|平台|论坛|社区|日报|晚报|客户端|官网|头条|门户|Discuz!?|\.com|\.cn|News|Online)$/iu;
const MAX_TITLE_CHARS = 300;
const MIN_TITLE_CHARS = 4;

/**
 * The title of a page; empty when it has none. Each place that may hold the headline votes, and the wording with most votes wins:
 * kickers, search-engine titles and columns' names stand in one place only. Alone, og:title is right on 79 % of the fundus pages,
 * JSON-LD on 76 %, h1 on 76 %, the title element on 67 % and on all of gne; the weights follow that (`npx tsx test/eval/read.ts`).
 */
export function titleOf(meta: PageMeta): string {
  const full = decodeTwice(meta.documentTitle);
  const [firstHeading = '', ...otherHeadings] = meta.headings.filter((heading) => heading.length <= MAX_TITLE_CHARS);
  const shared = (name: string): string => withoutSite(decodeTwice(trimLine(firstTag(meta, [name]) ?? '')), meta);
  const votes: [string, number][] = [
    [firstHeading, agrees(firstHeading, full) ? 1.1 : 0.7],
    [withoutSite(decodeTwice(trimLine(meta.jsonLd.headline ?? '')), meta), 1.2],
    [shared('og:title'), 1.05],
    [withoutSite(full, meta), 0.8],
    [shared('twitter:title'), 0.2],
    [shared('articletitle'), 0.4],
    ...otherHeadings.filter((heading) => agrees(heading, full)).map((heading): [string, number] => [heading, 0.6]),
  ];
  const tallies = new Map<string, { title: string; weight: number }>();
  for (const [title, weight] of votes) {
    const key = plain(title);
    if (key.length < MIN_TITLE_CHARS || isSiteItself(key, meta)) continue;
    const tally = tallies.get(key) ?? { title, weight: 0 };
    tally.weight += weight;
    tallies.set(key, tally);
  }
  const best = [...tallies.values()].sort((one, other) => other.weight - one.weight)[0];
  return best?.title ?? (firstHeading || full);
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

function siteNameOf(meta: PageMeta): string {
  return plain(firstTag(meta, ['og:site_name', 'application-name']) ?? meta.jsonLd.publisher ?? '');
}

function isSiteItself(key: string, meta: PageMeta): boolean {
  return key === siteNameOf(meta);
}

/** Whether a heading is the headline part of a longer title: it fills the start (or the end), and the rest is short. */
function agrees(heading: string, title: string): boolean {
  const inner = plain(heading);
  const outer = plain(title);
  if (inner.length < MIN_TITLE_CHARS || outer.length === 0) return false;
  if (outer.startsWith(inner)) return inner.length >= outer.length * 0.4;
  return outer.endsWith(inner) && inner.length >= outer.length * 0.6;
}

/** Cuts site names off the end of a title, piece by piece: `标题_科技频道_某某网`. */
export function withoutSite(title: string, meta: PageMeta): string {
  const site = siteNameOf(meta);
  let rest = title;
  for (let round = 0; round < 4; round += 1) {
    const cut = [...rest.matchAll(SEPARATOR)].findLast((match) => match.index > 0 && !isInsideWord(rest, match));
    if (!cut) break;
    const head = rest.slice(0, cut.index);
    const tail = rest.slice(cut.index + cut[0].length);
    if (!isSiteName(tail, head, site, cut[0].trim())) break;
    rest = head;
  }
  return rest.trim();
}

/** `COVID-19`, `AC/DC`: a hyphen or slash between two word characters without blanks separates nothing in Latin text. */
function isInsideWord(title: string, cut: RegExpExecArray): boolean {
  if (!/^[-–/·—]$/u.test(cut[0])) return false;
  // 一块顶十块XPU-ABC 电子设计: what follows is Chinese, so the hyphen joins nothing.
  if (/\p{sc=Han}/u.test(title.slice(cut.index + cut[0].length))) return false;
  const before = title[cut.index - 1] ?? '';
  const after = title[cut.index + cut[0].length] ?? '';
  return /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after) && !/\p{sc=Han}/u.test(before);
}

/** `标题 | 某某网`, `Headline - The Paper`; a dash of running text (`Appeal after attacks – "critical"`) separates no site. */
function isSiteName(tail: string, head: string, site: string, separator: string): boolean {
  const name = plain(tail);
  if (name === '') return true;
  if (site && (name === site || site.includes(name) || name.includes(site))) return true;
  if (SITE_WORDS.test(tail.trim())) return true;
  if (/^[–—·]/u.test(separator) || /^[\p{Ll}"“”'‘„«\d]/u.test(tail)) return false;
  const longest = /[|｜_]/u.test(separator) ? 22 : 12;
  return name.length <= longest && plain(head).length >= name.length * 1.5;
}

/** `&amp;quot;` in og:title of pages that escape twice. */
function decodeTwice(text: string): string {
  const named: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>', '#39': "'", nbsp: ' ' };
  return text.replace(/&(quot|amp|lt|gt|#39|nbsp);/g, (_, name: string) => named[name] ?? '');
}
