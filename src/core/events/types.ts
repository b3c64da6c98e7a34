import type { Claim, ClaimStatus, Watch } from '../types.ts';

/** A claim with what the ledger must know of its article. */
export type ClaimOfArticle = {
  claimId: string;
  articleId: string;
  /** Articles with one originId are one piece of reporting. */
  originId: string;
  publishedAt: string | null;
  /** Watches the article was matched to; decides the organisation when the claim names none. */
  watchIds?: readonly string[];
  claim: Claim;
};

/** Somebody's other name within one organisation, with the claim that explained it. */
export type LearntAlias = { orgId: string; alias: string; person: string; kind: string; claimId: string };

/** What the ledger knows of the organisations that the incoming claims are about. */
export type LedgerView = {
  events: readonly LedgerEvent[];
  aliases: readonly LearntAlias[];
  watches: readonly Watch[];
  /** Names that an analyst ruled not to be this person's: no claim makes them so again. */
  apart?: readonly { orgId: string; person: string; alias: string }[];
};

export type EventDate = { iso: string | null; precision: string; raw: string | null };

/** One departure as all articles together tell it. */
export type LedgerEvent = {
  id: string;
  kind: 'executive_departure';
  /** Canonical name; null while nobody has named the executive. */
  person: string | null;
  aliases: string[];
  /** Id of the Watch, else the folded name of the organisation: 小红书, Xiaohongshu and RED are one. */
  orgId: string;
  org: string | null;
  watchIds: string[];
  roles: string[];
  /** The strongest thing said so far; `denied` only when nothing but denials is known. */
  status: ClaimStatus;
  /** Every status as it was said, oldest first. */
  statusHistory: { status: ClaimStatus; claimId: string; articleId: string; publishedAt: string | null }[];
  isDenied: boolean;
  date: EventDate | null;
  changeType: string;
  partial: boolean;
  successor: string | null;
  successorNone: boolean;
  nextEmployer: string | null;
  nextStatus: ClaimStatus | null;
  background: boolean;
  firstSeenAt: string;
  firstPublishedAt: string | null;
  originIds: string[];
  articleIds: string[];
  /** It came in as old news: nobody was told. */
  enteredSilently: boolean;
  /** What was already noted as a change, also by events merged into this one; nothing is noted twice. */
  noted: { field: string; value: string }[];
};

export type EventChange = {
  eventId: string;
  field:
    | 'first_report'
    | 'status'
    | 'person'
    | 'successor'
    | 'next_employer'
    | 'date'
    | 'role'
    | 'independent_origin'
    | 'conflict';
  /** Canonical: a status word, a resolved name, an ISO date. */
  value: string;
  isOldNews: boolean;
  /** One sentence for people. */
  why: string;
};

export type LedgerChange = {
  created: LedgerEvent[];
  updated: LedgerEvent[];
  merged: { from: string; into: string }[];
  links: { claimId: string; eventId: string }[];
  changes: EventChange[];
  aliases: LearntAlias[];
};

export type FoldOptions = { now: string; oldNewsDays: number };
