/**
 * The headline: what h1, og:title, JSON-LD and the title element agree on, without the site's own name at the end.
 * Characters are the page's; only the choice and the cut are ours.
 */
import type { PageMeta } from './meta.ts';
import { firstTag } from './meta.ts';
import { trimLine } from './outline.ts';

/** Between a headline and a site name: `标题_某某网`, `Title - Site`, `标题--某某网`, `标题｜某某`, `标题 | 站`, `제목ㅣ신문`; a dot only between blanks, as in `Title · Site`. */
export const SEPARATOR = /\s*(?:_{1,2}|——|–|—|-{1,2}|\||｜|ㅣ|»|›|::|«|\/)\s*|\s·\s/gu;
/** Words only the tail of a title ends in: `某某网`, `财经频道`, `Example News`. */
const SITE_WORDS =
  /(?:网|频道|导航|资讯|新闻|媒体|平台|论坛|社区|日报|晚报|客户端|官网|头条|门户|Discuz!?|\.com|\.cn|News|Online)$/iu;
const MAX_TITLE_CHARS = 300;
const MIN_TITLE_CHARS = 4;

/** How far a place is to be believed; right on their own on the fundus pages: og:title 79 %, JSON-LD 76 %, h1 76 %, title element 67 %. */
const WEIGHT = {
  headingInTitle: 1.1,
  heading: 0.8,
  structured: 1.3,
  openGraph: 1.05,
  element: 0.8,
  twitter: 0.2,
  tagged: 0.4,
  laterHeadingInTitle: 0.6,
  /** A declared title that readers are shown as a heading, while the first heading is a bread crumb with the search engines' title. */
  shownAsHeading: 2.2,
};

/**
 * The title of a page; empty when it has none. Each place that may hold the headline votes, and the wording with most votes wins:
 * kickers, search-engine titles and columns' names stand in one place only. 103 of the 117 fundus pages get the wanted title so;
 * of the others one holds the wanted wording nowhere, and on the rest two wordings stand in several places each
 * (`npx tsx test/eval/read.ts fundus --worst 1`).
 */
export function titleOf(meta: PageMeta): string {
  const full = decodeTwice(meta.documentTitle);
  const [firstHeading = '', ...laterHeadings] = meta.headings.filter((heading) => heading.length <= MAX_TITLE_CHARS);
  const cut = (raw: string | null): string => withoutSite(decodeTwice(trimLine(raw ?? '')), meta);
  const structured = cut(meta.jsonLd.headline);
  const openGraph = cut(firstTag(meta, ['og:title']));
  const tagged = cut(firstTag(meta, ['articletitle', 'headline']));
  const shown = meta.headingIsCrumb
    ? [structured, openGraph].filter((title) => laterHeadings.some((heading) => shows(heading, title)))
    : [];
  const votes: [string, number][] = [
    [firstHeading, agrees(firstHeading, full) ? WEIGHT.headingInTitle : WEIGHT.heading],
    [structured, WEIGHT.structured],
    [openGraph, WEIGHT.openGraph],
    [cut(full), WEIGHT.element],
    [cut(firstTag(meta, ['twitter:title'])), WEIGHT.twitter],
    [tagged, WEIGHT.tagged],
    ...shown.map((title): [string, number] => [title, WEIGHT.shownAsHeading]),
    ...laterHeadings
      .filter((heading) => agrees(heading, full))
      .map((heading): [string, number] => [heading, WEIGHT.laterHeadingInTitle]),
  ];
  const declared = [firstHeading, structured, openGraph, tagged].filter(
    (title) => plain(title).length >= LONG_TITLE_CHARS,
  );
  return elect(votes, declared, meta) ?? (firstHeading || full);
}

/** The wording with most votes; one that only continues a declared title after a separator votes for that title. */
function elect(votes: readonly [string, number][], declared: readonly string[], meta: PageMeta): string | null {
  const sites = siteNamesOf(meta);
  const tallies = new Map<string, { title: string; weight: number }>();
  for (const [wording, weight] of votes) {
    const title = declared.find((shorter) => continues(wording, shorter)) ?? wording;
    const key = plain(title);
    if (key.length < MIN_TITLE_CHARS || sites.includes(key)) continue;
    const tally = tallies.get(key) ?? { title, weight: 0 };
    tally.weight += weight;
    tallies.set(key, tally);
  }
  return [...tallies.values()].sort((one, other) => other.weight - one.weight)[0]?.title ?? null;
}

/** A declared title of fewer characters may be a mere kicker. */
const LONG_TITLE_CHARS = 12;
/** `Headline-Politics` after `Headline`: the same words, then a separator and a short rest. */
function continues(wording: string, shorter: string): boolean {
  if (wording.length <= shorter.length || !wording.startsWith(shorter)) return false;
  const rest = wording.slice(shorter.length);
  return rest.length <= MAX_SECTION_CHARS && rest.search(SEPARATOR) === 0;
}
const MAX_SECTION_CHARS = 24;

/** Whether a heading shows this title, perhaps behind a kicker: `Opinion Why the plan fails` shows `Why the plan fails`. */
function shows(heading: string, title: string): boolean {
  const [outer, inner] = [plain(heading), plain(title)];
  return inner.length >= LONG_TITLE_CHARS && outer.endsWith(inner) && outer.length <= inner.length + MAX_KICKER_CHARS;
}
const MAX_KICKER_CHARS = 40;

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** What the site calls itself, and its host with and without the ending: `Example News`, `examplecom`, `example`. */
function siteNamesOf(meta: PageMeta): string[] {
  const own = firstTag(meta, ['og:site_name', 'application-name']) ?? meta.jsonLd.publisher ?? '';
  const host = /^https?:\/\/(?:www\.)?([\w-]{3,60})((?:\.[\w-]{2,60}){1,3})/i.exec(
    meta.canonical ?? firstTag(meta, ['og:url']) ?? '',
  );
  return [own, host?.[1] ?? '', `${host?.[1] ?? ''}${host?.[2] ?? ''}`].map(plain).filter(Boolean);
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
  const sites = siteNamesOf(meta);
  let rest = title;
  for (let round = 0; round < 4; round += 1) {
    const cut = [...rest.matchAll(SEPARATOR)].findLast((match) => match.index > 0 && !isInsideWord(rest, match));
    if (!cut) break;
    const head = rest.slice(0, cut.index);
    const tail = rest.slice(cut.index + cut[0].length);
    if (!isSiteName(tail, head, sites, cut[0].trim())) break;
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
function isSiteName(tail: string, head: string, sites: readonly string[], separator: string): boolean {
  const name = plain(tail);
  if (name === '') return true;
  const [own = ''] = sites;
  if (sites.includes(name) || (own && (own.includes(name) || name.includes(own)))) return true;
  if (SITE_WORDS.test(tail.trim())) return true;
  if (/^[–—·]/u.test(separator) || /^[\p{Ll}"“”'‘„«\d]/u.test(tail)) return false;
  const longest = /[|｜ㅣ_]/u.test(separator) ? 22 : 12;
  return name.length <= longest && plain(head).length >= name.length * 1.5;
}

/** `&amp;quot;` in og:title of pages that escape twice. */
function decodeTwice(text: string): string {
  const named: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>', '#39': "'", nbsp: ' ' };
  return text.replace(/&(quot|amp|lt|gt|#39|nbsp);/g, (_, name: string) => named[name] ?? '');
}
