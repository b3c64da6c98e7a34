/**
 * The headline: what h1, og:title, JSON-LD and the title element agree on, without the site's own name at the end.
 * Characters are the page's; only the choice and the cut are ours.
 */
import type { PageMeta } from './meta.ts';
import { firstTag } from './meta.ts';
import { trimLine } from './outline.ts';

/** Between a headline and a site name: `标题_AMZ123跨境卖家导航`, `Title - Site`, `标题--人民网`, `标题｜大数跨境`, `标题 | 站`. */
const SEPARATOR = /\s*(?:_{1,2}|——|–|—|-{1,2}|\||｜|·|»|›|::|«|\/)\s*/gu;
/** Words only the tail of a title holds: `新浪网`, `人民网`, `频道`, `官网`. */
const SITE_WORDS =
  /(网|频道|导航|资讯|新闻|媒体|平台|论坛|社区|日报|晚报|客户端|官网|头条|门户|Discuz!?|\.com|\.cn|News|Online)$/iu;

/**
 * The title of a page; empty when it has none. What the page declares for sharing comes first: it is the headline without its kicker
 * on most pages, while an h1 may hold a logo or a column's name (measured on the fundus and gne sets: `npx tsx test/eval/read.ts`).
 */
export function titleOf(meta: PageMeta): string {
  const declared = [
    firstTag(meta, ['og:title']),
    meta.jsonLd.headline,
    firstTag(meta, ['twitter:title', 'articletitle']),
  ]
    .map((title) => withoutSite(decodeTwice(trimLine(title ?? '')), meta))
    .filter((title) => plain(title).length >= 4);
  const full = decodeTwice(meta.documentTitle);
  const stripped = withoutSite(full, meta);
  const headings = meta.headings.filter((heading) => heading.length <= 300);
  const agreed = headings.find((heading) => agrees(heading, full) || declared.some((title) => agrees(heading, title)));
  const shared = declared.find((title) => !isSiteItself(title, meta));
  // A heading that says the same as the declared title says it in the characters a reader sees.
  if (shared) return agreed && plain(agreed) === plain(shared) ? agreed : shared;
  return agreed ?? (stripped || headings[0] || full);
}

function isSiteItself(title: string, meta: PageMeta): boolean {
  const site = plain(firstTag(meta, ['og:site_name', 'application-name']) ?? meta.jsonLd.publisher ?? '');
  return site !== '' && plain(title) === site;
}

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** Whether a heading is the headline part of a longer title: it fills the start, and what follows is short. */
function agrees(heading: string, title: string): boolean {
  const inner = plain(heading);
  const outer = plain(title);
  if (inner.length < 4 || outer.length === 0) return false;
  return outer.startsWith(inner)
    ? inner.length >= outer.length * 0.4
    : outer.endsWith(inner) && inner.length >= outer.length * 0.6;
}

/** Cuts site names off the end (or the start) of a title, piece by piece. */
export function withoutSite(title: string, meta: PageMeta): string {
  const site = plain(firstTag(meta, ['og:site_name', 'application-name']) ?? meta.jsonLd.publisher ?? '');
  let rest = title;
  for (let round = 0; round < 4; round += 1) {
    const cuts = [...rest.matchAll(SEPARATOR)].filter((cut) => cut.index > 0 && !isInsideWord(rest, cut));
    const last = cuts.at(-1);
    if (!last) break;
    const head = rest.slice(0, last.index);
    const tail = rest.slice(last.index + last[0].length);
    if (!isSiteName(tail, head, site)) break;
    rest = head;
  }
  return rest.trim();
}

/** `COVID-19`, `AC/DC`: a hyphen or slash between two word characters without blanks separates nothing in Latin text. */
function isInsideWord(title: string, cut: RegExpExecArray): boolean {
  if (!/^[-–/·—]$/u.test(cut[0])) return false;
  // 一块顶十块GPU-EDN 电子技术设计: what follows is Chinese, so the hyphen joins nothing.
  if (/\p{sc=Han}/u.test(title.slice(cut.index + cut[0].length))) return false;
  const before = title[cut.index - 1] ?? '';
  const after = title[cut.index + cut[0].length] ?? '';
  return /[\p{L}\p{N}]/u.test(before) && /[a-z0-9]/i.test(after) && !/\p{sc=Han}/u.test(before);
}

function isSiteName(tail: string, head: string, site: string): boolean {
  const name = plain(tail);
  if (name === '') return true;
  if (site && (name === site || site.includes(name) || name.includes(site))) return true;
  if (SITE_WORDS.test(tail.trim())) return true;
  return name.length <= 12 && plain(head).length >= name.length * 1.5;
}

/** `&amp;quot;` in og:title of pages that escape twice. */
function decodeTwice(text: string): string {
  return text.replace(
    /&(quot|amp|lt|gt|#39|nbsp);/g,
    (_, name: string) => ({ quot: '"', amp: '&', lt: '<', gt: '>', '#39': "'", nbsp: ' ' })[name] ?? '',
  );
}
