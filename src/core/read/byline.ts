/**
 * Who wrote, edited and published: read from short lines near the headline and from meta data.
 * An author is a name; e-mails, staff numbers and template words are refused.
 */
import type { PageMeta } from './meta.ts';
import { firstTag } from './meta.ts';
import { sourceInLine } from './origin.ts';

export type Byline = {
  authors: string[];
  editor: string | null;
  outlet: string | null;
  /** Whom a source line or tag names (来源：, 转自); see `originOf`. */
  source: string | null;
};

const END = String.raw`(?=$|[\s|｜)）】\]/；;。]|责任编辑|责编|编辑|来源|发布|时间|20\d\d)`;
const NAME = String.raw`(?<name>[\p{L}·•.&'’ -]{1,60}?(?:[、，,/ ][\p{L}·•.]{2,20}){0,5}?)`;
/** 作者：王文 / 文｜周纯 / 记者：张楠 / 采写：李四 / 撰文/李四 / 文/某某网专栏作者 王文 */
const AUTHOR = new RegExp(
  String.raw`(?:作\s?者|撰文|采写|文字|撰稿|(?:本报|见习|实习|特约|通讯)?记者|(?<![\p{L}])文)\s?[:：/|｜丨]\s?(?:\p{sc=Han}{2,10}(?:专栏作者|记者|撰稿人)\s)?${NAME}${END}`,
  'u',
);
const HAN_NAMES = String.raw`(?<name>[\p{sc=Han}·]{2,6}(?:[、，,\s]{1,2}[\p{sc=Han}·]{2,6}){0,4})`;
/** 某某快讯（记者 裴某某）今日 / 【某某网记者 王某】 */
const REPORTER_IN_BRACKETS = new RegExp(
  String.raw`[（(【\[][\p{sc=Han}\s]{0,14}(?:记者|通讯员)\s?${HAN_NAMES}\s?[)）】\]]`,
  'u',
);
/** 某某晚报记者 张某: the whole line. */
const REPORTER_LINE = new RegExp(String.raw`^[\p{sc=Han}·]{0,12}(?:记者|撰稿人|特约作者)\s{1,3}${HAN_NAMES}$`, 'u');
/** 责任编辑：李四 / 编辑：王五_NF1234 */
const EDITOR = new RegExp(
  String.raw`(?:责任编辑|责编|本文编辑|编\s?辑|校对)\s?[:：/|｜]\s?${NAME}(?=$|[\s|｜)）】\]_，,；;\d]|校对|作者|来源)`,
  'u',
);
/** By Jane Doe and John Roe / Von Hans Meier */
const BY_EN =
  /^(?:by|von|par|por|di)\s+(?<name>\p{Lu}[\p{L}'’.-]+(?:\s+\p{Lu}[\p{L}'’.-]*){1,3}(?:(?:,\s*|\s+(?:and|und|et|y)\s+)\p{Lu}[\p{L}'’.-]+(?:\s+\p{Lu}[\p{L}'’.-]*){1,3}){0,4})\s*(?:$|[|,·])/u;

/** Words that stand where a name should and are none. */
const NOT_A_NAME =
  /^(admin|administrator|name|your name|author|editor|staff|unknown|null|undefined|none|网络|网络整理|互联网|佚名|匿名|未知|管理员|原创|转载|本站|本网|综合|小编|责编|编辑|编辑部|记者|作者|来源|系统管理员)$/iu;
/** zhang@site.com, https://..., NF1234, 12345, {{author}} */
const REFUSED = /@|https?:|\/\/|www\.|[{}<>$%]|^\W*\d+\W*$|^[A-Z]{1,4}\d{2,}$/u;

/** Names of an author field, split and cleaned: `张三、李四`, `By Jane Doe and John Roe`. */
export function namesIn(raw: string): string[] {
  const names: string[] = [];
  const text = raw.replace(/^(?:by|von|作者|文|记者|撰文)\s*[:：/|｜]?\s+/iu, '');
  for (const piece of text.split(/[、，,;；|｜&/]|\s+(?:and|und|et|y)\s+|(?<=\p{sc=Han}{2})\s+(?=\p{sc=Han}{2})/u)) {
    const name = cleanName(piece);
    if (name && !names.includes(name)) names.push(name);
  }
  return names.slice(0, 12);
}

export function cleanName(raw: string): string | null {
  const name = raw
    .replace(/[（(][^）)]{0,30}[)）]/gu, '')
    .replace(/^(?:(?:本报|见习|实习|特约)?记者|作者|by)\s*[:：]?\s*/iu, '')
    .replace(/^[\s:：·|/_-]+|[\s:：·|/_-]+$/gu, '')
    .trim();
  if (name.length < 2 || name.length > 60 || REFUSED.test(name) || NOT_A_NAME.test(name)) return null;
  return /\p{L}/u.test(name) ? name : null;
}

/** Where a byline may stand: lines around the headline and at the foot of the text, and elements that call themselves the author. */
export type BylinePlaces = { lines: readonly string[]; named: readonly string[] };

/** Reads the byline from meta data, then from elements named after the author, then from the lines, nearest first. */
export function bylineOf(meta: PageMeta, { lines, named }: BylinePlaces): Byline {
  const short = lines.filter((line) => line.length <= MAX_FACT_CHARS);
  let editor: string | null = null;
  let source: string | null = null;
  const inText: string[] = [];
  for (const line of short) {
    if (inText.length === 0) inText.push(...authorsInLine(line));
    editor ??= cleanName(EDITOR.exec(line)?.groups?.['name'] ?? '');
    source ??= sourceInLine(line);
  }
  const declared = metaAuthors(meta);
  source ??= firstTag(meta, ['source', 'og:article:source', 'mediaid']) ?? declared.find(isHanOutlet) ?? null;
  const site = firstTag(meta, ['og:site_name', 'application-name']) ?? meta.jsonLd.publisher;
  const people = declared.filter((name) => !isHanOutlet(name) && name !== source && !isSameName(name, site));
  const fromElements = named.length <= MAX_NAMED ? [...new Set(named.flatMap(namesIn))] : [];
  const newsroom = declared.filter((name) => isSameName(name, site));
  const authors = [people, inText, fromElements, newsroom].find((names) => names.length > 0) ?? [];
  return { authors, editor, outlet: site ?? (source && !NOT_A_NAME.test(source) ? source : null), source };
}
const MAX_FACT_CHARS = 160;
/** More elements of an author's class than this are a list of columnists or commentators. */
const MAX_NAMED = 3;

/** The site itself named as author (`Example News`, `example.com`) is the author only where nobody else is. */
function isSameName(name: string, site: string | null): boolean {
  const key = (text: string): string => text.toLowerCase().replace(/\.(?:com|de|cn|net|org)\b|[^\p{L}\p{N}]+/gu, '');
  return site !== null && key(name) === key(site);
}

/** 某某消息, 某某日报, 某某财经: in a Chinese page's author tag the name of the outlet the text was taken from. */
function isHanOutlet(name: string): boolean {
  return (
    /\p{sc=Han}{2,}/u.test(name) &&
    /(?:网|报|社|消息|新闻|财经|综合|频道|杂志|周刊|电视台|广播|传媒|在线|客户端|新媒体)$/u.test(name)
  );
}

function metaAuthors(meta: PageMeta): string[] {
  const declared = meta.jsonLd.authors.flatMap(namesIn);
  if (declared.length > 0) return [...new Set(declared)];
  const tag = firstTag(meta, [
    'author',
    'article:author',
    'og:article:author',
    'byl',
    'dc.creator',
    'sailthru.author',
    'parsely-author',
  ]);
  return tag ? namesIn(tag) : [];
}

/** Names of authors in one line of text: `作者：某某`, `（记者 某某）`, `By Jane Doe`. */
export function authorsInLine(line: string): string[] {
  for (const pattern of [AUTHOR, REPORTER_IN_BRACKETS, REPORTER_LINE, BY_EN]) {
    const raw = pattern.exec(line)?.groups?.['name'];
    const names = raw ? namesIn(raw) : [];
    if (names.length > 0) return names;
  }
  return [];
}
