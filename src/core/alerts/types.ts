/** What goes into a decision about alerts and what comes out. Plain records; the shapes of events.ts fit by structure. */
import type { ClaimStatus } from '../types.ts';
import type { Rule } from './rule.ts';

/** One new thing about an event. `value` is canonical: a status word, a resolved name. */
export type EventChange = {
  eventId: string;
  /** One of CHANGE_FIELDS; another word is silent because no rule can ask for it. */
  field: string;
  value: string | null;
  /** It took effect too long before it was published, or it retells what is known. */
  isOldNews: boolean;
  /** One sentence for people: what is new, or why it is old. */
  why: string;
};

/** An event as an alert needs it, as it stands after the change. */
export type EventForAlert = {
  id: string;
  kind: string;
  person: string | null;
  aliases: readonly string[];
  org: string | null;
  watchIds: readonly string[];
  roles: readonly string[];
  status: ClaimStatus | null;
  date: { iso: string; precision: string; raw: string | null } | null;
  /** How many pieces of reporting are independent of each other. */
  origins: number;
  firstPublishedAt: string | null;
  firstSeenAt: string;
  quote: string;
  quoteArticle: { title: string; url: string | null; outlet: string | null; publishedAt: string | null };
  storyUrl: string;
  /** Stories the event is told in; for muting. */
  storyIds?: readonly string[];
  /** Sources that reported it; for the filter by source. */
  sourceIds?: readonly string[];
  successor?: string | null;
  nextEmployer?: string | null;
  /** It came with a backfill or as old news: nobody was told, on purpose, and nobody is told now. */
  enteredSilently?: boolean;
};

/** A delivery that the ledger already holds for this event (or for one merged into it). */
export type Told = { field: string; value: string | null; channel: string; to: string };

/** A story or an event that somebody does not want to hear of. null channel and recipient: nobody. */
export type Mute = {
  /** An event id or a story id. */
  of: string;
  channel: string | null;
  to: string | null;
  until: string | null;
  /** Who muted it. */
  by?: string;
};

/**
 * How the change came in. The first crawl of a new source or Watch (`of`) sends one digest instead of a flood; a backfill is
 * silent unless the operator asks for alerts, and then it is `live`; save what a silent one brings as `enteredSilently`.
 */
export type Arrival = { kind: 'live' } | { kind: 'first_crawl'; of: string } | { kind: 'backfill' };

/** Somebody must be told. One delivery; `key` makes it happen once. */
export type AlertDecision = {
  key: string;
  kind: 'alert' | 'update' | 'correction' | 'escalation';
  eventId: string;
  /** `first_report` also when a later change made the rule match for the first time. */
  field: string;
  value: string | null;
  ruleId: string;
  /** Further rules that would have told the same recipient. */
  alsoRules: readonly string[];
  channel: string;
  to: string;
  lang: Rule['lang'];
  /** What of the rule matched, for "you get this because". */
  matched: readonly string[];
  /** It leaves at this instant at the earliest: quiet hours and digests hold, they never drop. */
  notBefore: string;
  /** Alerts with one bundle, channel and recipient leave as one digest; null leaves alone. */
  bundle: string | null;
};
