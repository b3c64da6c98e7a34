/**
 * A small XML reader for feeds and sitemaps: one pass, no DTD, no external or custom entities (so nothing to expand or to load),
 * a limit on depth, and forgiving towards what real feeds do wrong (unclosed tags, bare ampersands, text before the declaration).
 */
import { PermanentError } from '../src/errors.ts';

export type XmlNode = { name: string; attributes: Readonly<Record<string, string>>; children: XmlNode[]; text: string };

/** Feeds nest about six levels; Atom with embedded XHTML some dozens. */
const MAX_DEPTH = 256;
const MAX_NODES = 500_000;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** The root element. Names lose their case but keep their prefix (`news:title`). Throws a PermanentError when there is no XML element. */
export function readXml(source: string): XmlNode {
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' };
  const open: XmlNode[] = [root];
  let nodes = 0;
  let at = 0;
  const addText = (text: string): void => {
    const top = open[open.length - 1];
    if (top && text !== '') top.text += text;
  };
  while (at < source.length) {
    const tag = source.indexOf('<', at);
    addText(decodeEntities(source.slice(at, tag < 0 ? source.length : tag)));
    if (tag < 0) break;
    const special = specialEnd(source, tag);
    if (special) {
      if (special.text !== null) addText(special.text);
      at = special.end;
      continue;
    }
    const end = tagEnd(source, tag);
    if (end < 0) break;
    const inner = source.slice(tag + 1, end);
    at = end + 1;
    if (inner.startsWith('/')) {
      closeTag(open, inner.slice(1).trim().toLowerCase());
      continue;
    }
    const node = readTag(inner);
    if (!node) {
      addText(`<${inner}>`);
      continue;
    }
    if (++nodes > MAX_NODES) throw new PermanentError(`the XML has more than ${MAX_NODES} elements`);
    open[open.length - 1]?.children.push(node);
    if (inner.endsWith('/')) continue;
    open.push(node);
    if (open.length > MAX_DEPTH) throw new PermanentError(`the XML is nested deeper than ${MAX_DEPTH} levels`);
  }
  const first = root.children[0];
  if (!first) throw new PermanentError('expected XML, got no element at all');
  return first;
}

/** Comments, declarations and DOCTYPE (with its internal subset) vanish; CDATA is text. */
function specialEnd(source: string, tag: number): { end: number; text: string | null } | null {
  if (source.startsWith('<![CDATA[', tag)) {
    const end = source.indexOf(']]>', tag + 9);
    return { end: end < 0 ? source.length : end + 3, text: source.slice(tag + 9, end < 0 ? source.length : end) };
  }
  if (source.startsWith('<!--', tag)) return { end: after(source, '-->', tag + 4), text: null };
  if (source.startsWith('<?', tag)) return { end: after(source, '?>', tag + 2), text: null };
  if (!source.startsWith('<!', tag)) return null;
  const close = source.indexOf('>', tag);
  const subset = source.indexOf('[', tag);
  if (subset < 0 || (close >= 0 && close < subset)) return { end: close < 0 ? source.length : close + 1, text: null };
  return { end: after(source, '>', after(source, ']', subset)), text: null };
}

function after(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found < 0 ? source.length : found + mark.length;
}

/** The `>` that ends a tag, skipping those inside quoted attribute values. */
function tagEnd(source: string, tag: number): number {
  let quote = '';
  for (let at = tag + 1; at < source.length; at += 1) {
    const char = source[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '>') return at;
    else if ((char === '"' || char === "'") && /[=\s]/.test(source[at - 1] ?? '')) quote = char;
    else if (char === '<') return at - 1;
  }
  return -1;
}

// `link rel="alternate" href='x'`
const TAG_NAME = /^[A-Za-z_][\w:.-]{0,99}/;
const ATTRIBUTE = /([A-Za-z_][\w:.-]{0,99})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;

function readTag(inner: string): XmlNode | null {
  const name = TAG_NAME.exec(inner)?.[0];
  if (!name) return null;
  const attributes: Record<string, string> = {};
  for (const [, key, double, single, bare] of inner.slice(name.length, name.length + 20_000).matchAll(ATTRIBUTE)) {
    if (key) attributes[key.toLowerCase()] = decodeEntities(double ?? single ?? bare ?? '');
  }
  return { name: name.toLowerCase(), attributes, children: [], text: '' };
}

/** Closes the nearest open element of that name; a stray end tag is ignored. */
function closeTag(open: XmlNode[], name: string): void {
  for (let at = open.length - 1; at > 0; at -= 1) {
    if (open[at]?.name === name) {
      open.length = at;
      return;
    }
  }
}

/** `&amp;`, `&#39;`, `&#x5c0f;` and the five XML names (and nbsp); any other name stays as it was written. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name) return ENTITIES[name] ?? whole;
      const code = decimal ? Number(decimal) : parseInt(hex ?? '', 16);
      const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}

/** The first child of that name, without its prefix when none is given: `child(item, 'pubdate')`. */
export function child(node: XmlNode, name: string): XmlNode | null {
  return node.children.find((candidate) => candidate.name === name) ?? null;
}

/** Trimmed text of the first child of one of these names that has any. */
export function childText(node: XmlNode, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = child(node, name)?.text.trim();
    if (text) return text;
  }
  return null;
}
