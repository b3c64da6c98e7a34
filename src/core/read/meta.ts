/** What a page says about itself outside the text: meta tags, JSON-LD, canonical link, language. */

import { trimLine } from './outline.ts';

export type PageMeta = {
  /** Content of meta tags by lower-case name, property or itemprop; the first non-empty one wins. */
  tags: ReadonlyMap<string, string>;
  jsonLd: JsonLdArticle;
  /** Text of the title element. */
  documentTitle: string;
  /** The lang attribute of the page. */
  lang: string | null;
  canonical: string | null;
  /** Texts of the h1 and h2 elements, h1 first. */
  headings: readonly string[];
  /** Whether the first h1 is the last of the bread crumbs (`Home > Politics > ...`) and not the headline readers see. */
  headingIsCrumb: boolean;
  /** Texts of elements that call themselves the author: rel=author, itemprop=author, class author-name. */
  authorNames: readonly string[];
  /** What time elements say: their datetime attribute, else their text. */
  times: readonly string[];
};

/** The article object among the JSON-LD blocks. */
export type JsonLdArticle = {
  headline: string | null;
  authors: string[];
  datePublished: string | null;
  publisher: string | null;
  body: string | null;
};

const MAX_JSON_CHARS = 1_000_000;
const ARTICLE_TYPES = /(Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting|DiscussionForumPosting)$/;

const MAX_AUTHOR_ELEMENTS = 12;
const AUTHOR_TAGS = new Set(['A', 'SPAN', 'P', 'DIV', 'STRONG', 'B', 'EM', 'LI', 'ADDRESS', 'H4', 'H5', 'H6']);
/** author-name, article_author, byline__name; not author-bio, author-box, author-icon. */
const AUTHOR_CLASS =
  /(?:^|[\s_-])(?:author-?_?-?name|authorname|author_?-?link|article-?_?author|post-?_?author|byline-?_?_?(?:name|author)|writer-?_?name)(?:$|\s)/i;

function isAuthorElement(element: Element, tag: string): boolean {
  if (!AUTHOR_TAGS.has(tag)) return false;
  if (element.getAttribute('rel') === 'author') return true;
  if (/^(?:author|name author|author name)$/.test(element.getAttribute('itemprop') ?? '')) return true;
  return AUTHOR_CLASS.test(element.getAttribute('class') ?? '');
}

/** Collects what metaOf needs while somebody else walks the page: see `outlineOf`. */
export class MetaElements {
  readonly metas: Element[] = [];
  readonly scripts: Element[] = [];
  readonly h1: Element[] = [];
  readonly h2: Element[] = [];
  readonly times: Element[] = [];
  readonly authors: Element[] = [];
  title: Element | null = null;
  canonical: Element | null = null;

  see(element: Element, tag: string): void {
    if (this.authors.length < MAX_AUTHOR_ELEMENTS && isAuthorElement(element, tag)) this.authors.push(element);
    if (tag === 'META') {
      if (this.metas.length < MAX_METAS) this.metas.push(element);
    } else if (tag === 'SCRIPT') {
      if (element.getAttribute('type') === 'application/ld+json') this.scripts.push(element);
    } else if (tag === 'TITLE') this.title ??= element;
    else if (tag === 'H1') this.h1.push(element);
    else if (tag === 'H2') this.h2.push(element);
    else if (tag === 'TIME') this.times.push(element);
    else if (tag === 'LINK' && element.getAttribute('rel') === 'canonical') this.canonical ??= element;
  }
}

/** Gathers them in a walk of its own. */
export function metaOfDocument(document: Document): PageMeta {
  const elements = new MetaElements();
  for (const element of document.querySelectorAll(
    'meta, script, title, h1, h2, time, link, [rel=author], [itemprop=author], [class*=author]',
  )) {
    elements.see(element, element.tagName.toUpperCase());
  }
  return metaOf(document, elements);
}

export function metaOf(document: Document, elements: MetaElements): PageMeta {
  const tags = new Map<string, string>();
  for (const meta of elements.metas) {
    const content = meta.getAttribute('content')?.trim();
    if (!content) continue;
    for (const attribute of ['name', 'property', 'itemprop', 'http-equiv']) {
      const name = meta.getAttribute(attribute)?.trim().toLowerCase();
      if (name && !tags.has(name)) tags.set(name, content);
    }
  }
  const texts = (list: readonly Element[]): string[] =>
    list.slice(0, MAX_HEADINGS).flatMap((element) => trimLine(element.textContent ?? '') || []);
  return {
    tags,
    jsonLd: jsonLdOf(elements.scripts),
    documentTitle: trimLine((elements.title?.textContent ?? '').slice(0, MAX_TITLE_CHARS)),
    lang: document.documentElement?.getAttribute('lang') ?? tags.get('content-language') ?? null,
    canonical: elements.canonical?.getAttribute('href') ?? null,
    headings: [...texts(elements.h1), ...texts(elements.h2)],
    headingIsCrumb: isCrumb(elements.h1[0]),
    authorNames: authorNamesOf(elements.authors),
    times: elements.times.slice(0, MAX_TIMES).map((time) => time.getAttribute('datetime') ?? time.textContent ?? ''),
  };
}

/** <li><h1>, <div class="header__crumb"><h1> */
function isCrumb(heading: Element | undefined): boolean {
  const parent = heading?.parentElement;
  return parent !== undefined && parent !== null && (parent.tagName === 'LI' || /crumb/i.test(parent.className));
}

/** Short texts only, each once: an element around a whole biography is no name. */
function authorNamesOf(elements: readonly Element[]): string[] {
  const names = elements
    .map((element) => trimLine(element.textContent ?? ''))
    .filter((text) => text.length >= 2 && text.length <= 60);
  return [...new Set(names)];
}
/** Pages of the development sets have at most a few hundred meta tags; the rest of a longer list says nothing new. */
const MAX_METAS = 1000;
const MAX_TITLE_CHARS = 2000;
const MAX_HEADINGS = 30;
const MAX_TIMES = 5;

/** First non-empty tag of a list of names. */
export function firstTag(meta: PageMeta, names: readonly string[]): string | null {
  for (const name of names) {
    const value = meta.tags.get(name);
    if (value) return value;
  }
  return null;
}

type JsonObject = { [key: string]: unknown };
const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

function jsonLdOf(scripts: readonly Element[]): JsonLdArticle {
  const found: JsonLdArticle = { headline: null, authors: [], datePublished: null, publisher: null, body: null };
  for (const script of scripts) {
    const source = script.textContent ?? '';
    if (source.length > MAX_JSON_CHARS) continue;
    for (const node of articleNodes(parseJson(source))) {
      found.headline ??= textOf(node['headline']) ?? textOf(node['name']);
      if (found.authors.length === 0) found.authors = namesOf(node['author'] ?? node['creator']);
      found.datePublished ??= textOf(node['datePublished']) ?? textOf(node['pubDate']);
      found.publisher ??= namesOf(node['publisher'])[0] ?? null;
      found.body ??= textOf(node['articleBody']);
    }
  }
  return found;
}

/** Pages write JSON with raw line breaks inside strings and with comments around it; both are repaired, anything worse is not data. */
function parseJson(source: string): unknown {
  const trimmed = source
    .trim()
    .replace(/^<!--|-->$|^\/\*.*?\*\/|;$/g, '')
    .trim();
  for (const candidate of [trimmed, trimmed.replace(/[\u0000-\u001f]+/g, ' ')]) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      continue;
    }
  }
  return null;
}

/** Article objects wherever they stand: the root, a list, @graph, mainEntity. Depth is bounded because pages are hostile. */
function articleNodes(root: unknown, depth = 0): JsonObject[] {
  if (depth > 4) return [];
  if (Array.isArray(root)) return root.slice(0, 50).flatMap((node) => articleNodes(node, depth + 1));
  if (!isObject(root)) return [];
  const types = ([] as unknown[]).concat(root['@type']).map(String);
  const own = types.some((type) => ARTICLE_TYPES.test(type)) ? [root] : [];
  return [
    ...own,
    ...articleNodes(root['@graph'], depth + 1),
    ...articleNodes(root['mainEntity'], depth + 1),
    ...articleNodes(root['mainEntityOfPage'], depth + 1),
  ];
}

function namesOf(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() ? [value.trim()] : [];
  if (Array.isArray(value)) return value.slice(0, 20).flatMap(namesOf);
  return isObject(value) ? namesOf(value['name']) : [];
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return textOf(value[0]);
  return typeof value === 'string' && value.trim() ? value.trim() : null;
}
