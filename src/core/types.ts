/**
 * The nouns of Redwatch in the order in which one page travels: Watch and Source are what the operator sets;
 * Page -> Article -> Fingerprint -> Placement -> Claim -> Event -> Alert is the way. Plain records, no behaviour.
 * Times are ISO 8601 strings: an instant is UTC with `Z` (`fetchedAt`), a publication date keeps the precision and zone it was given with.
 */

/** A watched company with every name it goes by. Data, not code: it comes from redwatch.yaml. */
export type Watch = {
  /** Short stable id, `xiaohongshu`. */
  id: string;
  /** The name people read on the desk. */
  name: string;
  /** Names that mean this company wherever they stand: 小红书, Xiaohongshu, RedNote, the legal names. */
  names: readonly string[];
  /** Names that mean it only near one of their context words: RED near 小红书, app, 笔记. */
  ambiguous: readonly { name: string; context: readonly string[] }[];
  products: readonly string[];
  people: readonly { name: string; aliases: readonly Alias[] }[];
};

/** Another name of a person and what sort of name it is: 薯名, 花名, 化名, 英文名, 中文名, 昵称, 称谓. */
export type Alias = { text: string; kind: string };

/** One response exactly as fetched. Never edited: everything later can be rebuilt from it. */
export type Page = {
  /** hash(canonical URL + body): the same bytes at the same address are the same page. */
  id: string;
  sourceId: string;
  /** Canonical address; for an imported file `import:` and the hash of its bytes. */
  url: string;
  /** What was asked for and what answered, after redirects. */
  requestedUrl: string;
  finalUrl: string;
  fetchedAt: string;
  status: number;
  headers: Readonly<Record<string, string>>;
  contentType: string | null;
  /** Encoding the body was found to be in, and what told us. */
  charset: string;
  charsetFrom: CharsetEvidence;
  body: Uint8Array;
};
export type CharsetEvidence = 'bom' | 'utf8' | 'header' | 'meta' | 'guess';

/** A decoded page, as the reader wants it. `kind: 'text'` is a saved text page or plain-text file without markup. */
export type ReadInput = {
  url: string | null;
  kind: 'html' | 'text';
  content: string;
  fetchedAt: string;
  /**
   * The site layout its source is known to have (`discuz`), wherever it stands; without one, or with a name nobody knows, address and
   * markup decide. Null: no site reader at all.
   */
  layout?: string | null;
};

export type DatePrecision = 'year' | 'month' | 'day' | 'minute';

/** What a person would read on the page. */
export type Article = {
  title: string;
  authors: string[];
  /** The site or account that published the page. */
  outlet: string | null;
  editor: string | null;
  /** `2025`, `2025-06`, `2025-06-21` or `2025-06-21T06:34:00+08:00`, as precise as the page was. */
  publishedAt: string | null;
  datePrecision: DatePrecision | null;
  /** `zh-Hans`, `zh-Hant`, `en`, or another BCP 47 language; `und` when the text is too short to tell. */
  lang: string;
  /** Paragraphs joined by `\n`; characters inside a paragraph are those of the page, so that a quote can be found in it. */
  text: string;
  /** Whom the page names as the origin of its text: 来源：, 转自, "according to", a canonical link to another host. */
  origin: { raw: string; outlet: string | null; url: string | null } | null;
  /** What the clean-up removed and why, so that people can see it. Each text is capped at 500 characters. */
  cut: { reason: string; text: string }[];
  /** Which reader read it, with its version: `generic@1`, `amz123@1`. */
  reader: string;
};

/** The honest "no": why something did not continue, as data rather than an exception. */
export type Skipped = { skipped: string };

export function isSkipped(value: object): value is Skipped {
  return 'skipped' in value;
}

/** What grouping compares. Computed from title and text alone; see src/core/dedup. */
export type Fingerprint = {
  /** 64-bit SimHash of the normalised text. */
  simhash: bigint;
  /** Hash of the whole normalised text: equal means `exact`. */
  textHash: string;
  /** Sampled shingle hashes (unsigned 32 bit, ascending): candidates for near, partial and reworded copies. */
  sketch: readonly number[];
  /** Hashes of whole clauses (unsigned 32 bit, ascending). */
  clauses: readonly number[];
  /** Characters of the normalised text. */
  length: number;
};

/** How an article stands to an earlier one. The first four are copies; `same_story` is an own report of the same event. */
export type Relation = 'exact' | 'near' | 'partial' | 'rewrite' | 'same_story' | 'new';

/** Why a relation was given, for people: scores in 0..1, passages by offsets into the texts as given, and what spoke against. */
export type RelationEvidence = {
  hamming: number;
  jaccard: number;
  /** Share of this article found in the other, and the reverse. */
  containment: number;
  contained: number;
  shared: { start: number; end: number; otherStart: number; otherEnd: number }[];
  conflicts: { slot: string; here: string; there: string }[];
  /** One sentence: "98 % of its text stands in the earlier article". */
  why: string;
};

export type Placement = {
  articleId: string;
  storyId: string;
  /** Articles with the same originId are one piece of reporting. */
  originId: string;
  relation: Relation;
  /** The earlier article it stands in this relation to; null for `new`. */
  of: string | null;
  score: number;
  evidence: RelationEvidence | null;
};

export type ClaimStatus = 'confirmed' | 'reported' | 'rumoured' | 'planned' | 'denied';

/** One checkable statement of one article. Immutable; `text.slice(start, end) === quote` always. */
export type Claim = {
  kind: string;
  /** Which text the offsets index. */
  field: 'title' | 'text';
  start: number;
  end: number;
  /** At most 240 characters, copied from the article. */
  quote: string;
  /** Slots of the claim; keys are snake_case, each kind documents its own. */
  args: Readonly<Record<string, unknown>>;
  status: ClaimStatus | null;
  /** Who says so, in the article's own words. */
  attribution: string | null;
  /** Which rule found it: `executive_departure@1`. */
  extractor: string;
  /** Places outside the quote where words of a slot stand; each as exact as the quote itself. */
  cited?: readonly CitedSpan[];
};

export type CitedSpan = { slot: string; field: 'title' | 'text'; start: number; end: number; quote: string };

/** An article as the claim finders want it. */
export type ClaimInput = {
  id: string;
  title: string;
  text: string;
  publishedAt: string | null;
  lang: string;
  url: string | null;
  /** Names of organisations to know besides the common ones: those of the Watches. */
  organisations?: readonly string[];
};
