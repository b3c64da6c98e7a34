/**
 * A page as a reader sees it: lines of text in reading order and the nested regions (block elements) they stand in.
 * Block elements and `<br>` end a line, everything else runs on. One iterative walk (hostile pages nest thousands deep),
 * linear in the number of nodes; a region is a range of lines, so that sums over subtrees cost nothing.
 */

export type Line = {
  /** Characters as on the page; only runs of white space are folded to one blank, as a browser shows them. */
  text: string;
  /** The text nodes of the line: `3026` and `2025-06-21` of two neighbouring spans, which only a style sheet holds apart. */
  pieces: readonly string[];
  /** How many of the characters (blanks not counted) stand inside links. */
  linkChars: number;
  /** Index of the innermost region. */
  region: number;
};

export type Region = {
  element: Element;
  tag: string;
  /** Index of the region around it; -1 for the root. */
  parent: number;
  depth: number;
  /** Its lines are `lines.slice(start, end)`. */
  start: number;
  end: number;
};

export type Outline = { lines: Line[]; regions: Region[] };

const ELEMENT = 1;
const TEXT = 3;

/** Elements that end a line before and after themselves. */
const BLOCK_TAGS = new Set(
  (
    'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM ' +
    'H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'
  ).split(' '),
);

/** Elements whose text nobody reads. */
const UNREAD_TAGS = new Set(
  (
    'SCRIPT STYLE NOSCRIPT TEMPLATE IFRAME OBJECT EMBED SVG MATH SELECT OPTION DATALIST TEXTAREA BUTTON INPUT ' +
    'VIDEO AUDIO CANVAS MAP TITLE LINK META'
  ).split(' '),
);

/** White space folded, and trimmed at both ends (U+3000 indents of Chinese typesetting included). */
export function trimLine(text: string): string {
  return text.replace(/[ \t\n\r\f]+/g, ' ').trim();
}

/** Lines and regions of a subtree; `skip` leaves whole elements out, `see` is shown every element that is not skipped. */
export function outlineOf(
  root: Element,
  skip?: (element: Element) => boolean,
  see?: (element: Element, tag: string) => void,
): Outline {
  const lines: Line[] = [];
  const regions: Region[] = [
    { element: root, tag: root.tagName.toUpperCase(), parent: -1, depth: 0, start: 0, end: 0 },
  ];
  let pieces: string[] = [];
  let linkChars = 0;
  let region = 0;
  let links = 0;

  const endLine = (): void => {
    if (pieces.length === 0) return;
    const text = trimLine(pieces.length === 1 ? (pieces[0] ?? '') : pieces.join(''));
    if (text !== '') lines.push({ text, pieces, linkChars, region });
    pieces = [];
    linkChars = 0;
  };
  const enter = (element: Element, tag: string): void => {
    if (tag === 'A') links += 1;
    if (!BLOCK_TAGS.has(tag)) return;
    endLine();
    const depth = (regions[region]?.depth ?? 0) + 1;
    regions.push({ element, tag, parent: region, depth, start: lines.length, end: 0 });
    region = regions.length - 1;
  };
  const leave = (tag: string): void => {
    if (tag === 'A') links -= 1;
    if (!BLOCK_TAGS.has(tag)) return;
    endLine();
    const left = regions[region];
    if (!left) return;
    left.end = lines.length;
    region = left.parent;
  };

  let node: Node | null = root.firstChild;
  let parent: Element = root;
  while (node) {
    if (node.nodeType === TEXT) {
      const { data } = node as Text;
      pieces.push(data);
      if (links > 0) linkChars += data.replace(/\s+/g, '').length;
    } else if (node.nodeType === ELEMENT) {
      const element = node as Element;
      const tag = element.tagName.toUpperCase();
      see?.(element, tag);
      if (tag === 'BR') endLine();
      else if (!UNREAD_TAGS.has(tag) && !skip?.(element)) {
        enter(element, tag);
        const first: Node | null = element.firstChild;
        if (first) {
          parent = element;
          node = first;
          continue;
        }
        leave(tag);
      }
    }
    let next: Node | null = node.nextSibling;
    while (!next && parent !== root) {
      leave(parent.tagName.toUpperCase());
      next = parent.nextSibling;
      parent = parent.parentElement ?? root;
    }
    node = next;
  }
  endLine();
  const top = regions[0];
  if (top) top.end = lines.length;
  return { lines, regions };
}

/** The lines alone, for callers that know the element the text stands in. */
export function linesOf(root: Element, skip?: (element: Element) => boolean): Line[] {
  return outlineOf(root, skip).lines;
}

/** Every text node of a range of lines by itself: `3026`, `2025-06-21 06:34`. */
export function piecesOf(lines: readonly Line[]): string[] {
  return lines.flatMap((line) => line.pieces.map(trimLine).filter(Boolean));
}

/** Elements that the page's own markup hides from every reader. `visibility` is left alone: WeChat pages unhide their text by script. */
export function isHidden(element: Element): boolean {
  if (element.hasAttribute('hidden')) return true;
  const style = element.getAttribute('style');
  return style !== null && /display\s*:\s*none/i.test(style);
}
