/**
 * A DOM subtree as the lines a reader sees: block elements and `<br>` end a line, everything else runs on.
 * One iterative walk (hostile pages nest thousands deep), linear in the number of nodes.
 */

/** One line of text with the element it stands in. */
export type Block = {
  /** Characters as on the page; only runs of white space are folded to one blank, as a browser shows them. */
  text: string;
  /** The text nodes of the line: `3026` and `2025-06-21` of two neighbouring spans, which only a style sheet holds apart. */
  pieces: readonly string[];
  /** How many of the characters (blanks not counted) stand inside links. */
  linkChars: number;
  /** The nearest block element around the line. */
  element: Element;
};

const ELEMENT = 1;
const TEXT = 3;

/** Elements that end a line before and after themselves. */
const BLOCK_TAGS = new Set(
  (
    'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM ' +
    'H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL CAPTION'
  ).split(' '),
);

/** Elements whose text nobody reads. */
export const UNREAD_TAGS = new Set(
  'SCRIPT STYLE NOSCRIPT TEMPLATE IFRAME OBJECT EMBED SVG MATH SELECT OPTION TEXTAREA BUTTON INPUT HEAD VIDEO AUDIO CANVAS MAP'.split(
    ' ',
  ),
);

export function isBlockElement(element: Element): boolean {
  return BLOCK_TAGS.has(element.tagName.toUpperCase());
}

/** White space at both ends, as Chinese typesetting has it too (U+3000 indents). */
export function trimLine(text: string): string {
  return text.replace(/[ \t\n\r\f]+/g, ' ').trim();
}

/** All lines of a subtree in reading order; `skip` leaves whole elements out. */
export function blocksOf(root: Element, skip?: (element: Element) => boolean): Block[] {
  const blocks: Block[] = [];
  let parts: string[] = [];
  let linkChars = 0;
  let holder: Element = root;
  const endLine = (): void => {
    if (parts.length === 0) return;
    const text = trimLine(parts.join(''));
    if (text !== '') blocks.push({ text, pieces: parts, linkChars, element: holder });
    parts = [];
    linkChars = 0;
  };

  let node: Node | null = root.firstChild;
  let parent: Element = root;
  let links = 0;
  let container: Element = root;
  while (node) {
    let descend: Element | null = null;
    if (node.nodeType === TEXT) {
      const text = (node as Text).data;
      if (parts.length === 0) holder = container;
      parts.push(text);
      if (links > 0) linkChars += text.replace(/\s+/g, '').length;
    } else if (node.nodeType === ELEMENT) {
      const element = node as Element;
      const tag = element.tagName.toUpperCase();
      if (tag === 'BR') endLine();
      else if (!UNREAD_TAGS.has(tag) && !skip?.(element)) descend = element;
    }
    if (descend?.firstChild) {
      if (isBlockElement(descend)) {
        endLine();
        container = descend;
      }
      if (descend.tagName.toUpperCase() === 'A') links += 1;
      parent = descend;
      node = descend.firstChild;
      continue;
    }
    if (descend && isBlockElement(descend)) endLine();
    while (node && !node.nextSibling && parent !== root) {
      node = parent;
      if (isBlockElement(parent)) {
        endLine();
        container = blockAround(parent, root);
      }
      if (parent.tagName.toUpperCase() === 'A') links -= 1;
      parent = parent.parentElement ?? root;
    }
    node = node.nextSibling;
  }
  endLine();
  return blocks;
}

function blockAround(element: Element, root: Element): Element {
  let around = element.parentElement;
  while (around && around !== root && !isBlockElement(around)) around = around.parentElement;
  return around ?? root;
}
