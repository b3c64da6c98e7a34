/**
 * Grouping: which articles are one piece of reporting, which are own reports of one event, which are news.
 *   normalise -> tokens -> fingerprint -> DedupIndex.candidates -> compare -> placeArticle
 * All pure; the step in queues/group.ts keeps ids, loads candidates and saves.
 */
export { compare, type Comparison } from './compare.ts';
export {
  bucketBits,
  DedupIndex,
  LEAST_EXPECTED,
  type Candidate,
  type CandidateOptions,
  type IndexOptions,
} from './dedup-index.ts';
export { diffWords, type DiffPart } from './diff.ts';
export type { Corpus } from './event.ts';
export { fingerprint, hamming } from './fingerprint.ts';
export { mainEvents, reportTheSame, type EventMention } from './main-event.ts';
export { normalise, type Normalised } from './normalise.ts';
export { ownReportOrigin } from './origin.ts';
export type { DedupArticle } from './prepared.ts';
export type { Adoption } from './adopt.ts';
export { compareAppearance, dayOfAppearance, type Appearance } from './order.ts';
export { SketchShard, type ShardRange, type Shards } from './sketch-shard.ts';
export { placeArticle, type PlacementDecision } from './place.ts';
export type { Link, PlacedArticle } from './placed.ts';
export { mayHoldBoth, type StoryBounds } from './story-bounds.ts';
export { termsOfNames } from './terms.ts';
export { toSimplified } from './simplified.ts';
