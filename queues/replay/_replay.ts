import type { Context } from '../_context.ts';
import type { Span } from '../../src/store/replay.ts';

/** What a replay needs of a process that works: the archive, the settings, the readers. No queue and no way to the network. */
export type ReplayContext = Pick<Context, 'config' | 'sources' | 'db' | 'log' | 'readPool' | 'deskUrl' | 'now'>;

export type Replay = { span: Span; apply: boolean };

/**
 * One thing that would be otherwise (or, with apply, is otherwise now). `was` and `is` are null where there was or will be
 * nothing; `why` is a sentence where the rules give one.
 */
export type Difference = {
  kind: 'article' | 'placement' | 'claim' | 'event';
  /** Id of the article, or of the event. */
  id: string;
  what: string;
  title: string;
  url: string | null;
  was: object | null;
  is: object | null;
  why: string | null;
};

/** What was looked at, what was left out and why, what would change: each with the number it is out of. */
export type Account = {
  rules: string;
  /** Of everything in the span. */
  lookedAt: { n: number; of: number; noun: string };
  leftOut: { n: number; why: string }[];
  changes: { n: number; of: number; what: string }[];
  /** Null: nothing was to be changed. */
  applied: { taken: number; left: number } | null;
  notes: string[];
};

/** Is given each difference as it is found; may wait for its reader. */
export type Show = (difference: Difference) => Promise<void> | void;
