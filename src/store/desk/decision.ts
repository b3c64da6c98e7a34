/** What analysts rule, as data. How it is done: decide.ts, and rule-stories.ts and rule-people.ts for what it changes. */

export type Ruling =
  | { kind: 'merge'; from: string; into: string }
  | { kind: 'move'; articleId: string; into: string }
  | { kind: 'split'; articleId: string }
  | { kind: 'never_merge'; a: string; b: string }
  | { kind: 'not_a_departure'; eventId: string }
  | { kind: 'wrong_person'; eventId: string; person: string }
  | { kind: 'same_person'; eventId: string; person: string }
  | ({ kind: 'also_called' } & AliasRuling)
  | ({ kind: 'not_same' } & AliasRuling)
  | { kind: 'wrong_claim'; claimId: string };

export type RulingKind = Ruling['kind'];

/** That at this organisation a person goes, or does not go, by another name. */
export type AliasRuling = { orgId: string; person: string; alias: string };

export type Decision = {
  id: string;
  kind: string;
  subject: Record<string, unknown>;
  by: string;
  note: string | null;
  at: Date;
  undoneAt: Date | null;
  undoneBy: string | null;
};

/** What a decision is about, for finding it again and for telling two analysts apart. */
export type Subject = {
  stories: string[];
  articles?: string[];
  events?: string[];
  claims?: string[];
  values?: Record<string, string>;
};

export type PlacementBefore = {
  articleId: string;
  storyId: string;
  originId: string;
  relation: string;
  ofArticleId: string | null;
  score: number;
  evidence: unknown;
};

export type AliasRow = { org: string; alias: string; person: string; kind: string; claimId: string | null };

/** What a ruling changed, for taking it back. */
export type Effect = {
  placements?: PlacementBefore[];
  redirects?: { storyId: string; to: string }[];
  created?: string[];
  /** Ledger records as they were, with the person that stood beside them. */
  records?: { eventId: string; person: string | null; record: unknown }[];
  mergedEvents?: { from: string; into: string; claims: string[] }[];
  /** An event that was made for claims of another one. */
  splitEvent?: { from: string; made: string };
  aliasesAdded?: Pick<AliasRow, 'org' | 'alias' | 'person'>[];
  aliasesRemoved?: AliasRow[];
  dismissed?: string;
};

export type Applied = { subject: Subject; effect: Effect };

/** Thrown when what is to be decided about is not there or does not fit: an unknown id, a story merged into itself. */
export class NotDecidable extends Error {
  override readonly name = 'NotDecidable';
}
