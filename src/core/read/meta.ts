/** What a page says about itself outside the text: meta tags, JSON-LD, canonical link, language. */

export type PageMeta = {
  /** Content of meta tags by lower-case name, property or itemprop; the first non-empty one wins. */
  tags: ReadonlyMap<string, string>;
  jsonLd: JsonLdArticle;
  /** Text of the title element. */
  documentTitle: string;
  /** The lang attribute of the page. */
  lang: string | null;
  canonical: string | null;
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

export function metaOf(document: Document): PageMeta {
  const tags = new Map<string, string>();
  for (const meta of document.querySelectorAll('meta')) {
    const content = meta.getAttribute('content')?.trim();
    if (!content) continue;
    for (const attribute of ['name', 'property', 'itemprop', 'http-equiv']) {
      const name = meta.getAttribute(attribute)?.trim().toLowerCase();
      if (name && !tags.has(name)) tags.set(name, content);
    }
  }
  return {
    tags,
    jsonLd: jsonLdOf(document),
    documentTitle: document.querySelector('title')?.textContent?.trim() ?? '',
    lang: document.documentElement?.getAttribute('lang') ?? tags.get('content-language') ?? null,
    canonical: document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? null,
  };
}

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

function jsonLdOf(document: Document): JsonLdArticle {
  const found: JsonLdArticle = { headline: null, authors: [], datePublished: null, publisher: null, body: null };
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
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
