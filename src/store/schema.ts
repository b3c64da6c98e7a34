import type { ColumnType, Generated } from 'kysely';
import type { Article, CharsetEvidence, RelationEvidence } from '../core/types.ts';

/** The tables as TypeScript sees them (camelCase of the columns in migrations/). Instants come back as Date. */

type Instant = ColumnType<Date, string | Date, string | Date>;
type MaybeInstant = ColumnType<Date | null, string | Date | null | undefined, string | Date | null>;
/** Written as JSON text, read as the parsed value. */
type Json<T> = ColumnType<T, string, string>;
/** Postgres int8: a decimal string on the way out. */
type Int8 = ColumnType<string, string | bigint | number, string | bigint | number>;

export type BodiesTable = { hash: string; gzip: Buffer; size: number };
export type PagesTable = {
  id: string;
  sourceId: string;
  url: string;
  requestedUrl: string;
  finalUrl: string;
  fetchedAt: Instant;
  status: number;
  headers: Json<Record<string, string>>;
  contentType: string | null;
  charset: string;
  charsetFrom: CharsetEvidence;
  bodyHash: string;
  keep: Generated<boolean>;
  state: Generated<'waiting' | 'article' | 'skipped'>;
  skipReason: string | null;
  articleId: string | null;
  /** How the page came; what a backfill brings alerts nobody. */
  arrival: Generated<'live' | 'backfill'>;
};
export type AddressesTable = {
  url: string;
  sourceId: string;
  etag: string | null;
  lastModified: string | null;
  contentHash: string | null;
  fetchedAt: Instant;
  checkedAt: Instant;
};
export type RunsTable = {
  id: string;
  sourceId: string;
  night: string;
  startedAt: Instant;
  finishedAt: MaybeInstant;
  asked: Generated<number>;
  fetched: Generated<number>;
  newPages: Generated<number>;
  same: Generated<number>;
  unchanged: Generated<number>;
  skipped: Json<Record<string, number>> | Generated<Record<string, number>>;
  failed: Json<Record<string, number>> | Generated<Record<string, number>>;
  verdict: Generated<string>;
  sentence: Generated<string>;
  attempts: Generated<number>;
};
export type RunEntriesTable = {
  runId: string;
  url: string;
  role: string;
  outcome: string;
  reason: string | null;
  status: number | null;
  bytes: number | null;
  ms: number | null;
  at: Instant;
};
export type ArticlesTable = {
  id: string;
  sourceId: string;
  url: string;
  currentVersion: string;
  watchIds: string[];
  firstSeenAt: Instant;
};
export type ArticleVersionsTable = {
  id: string;
  articleId: string;
  pageId: string;
  title: string;
  authors: string[];
  outlet: string | null;
  editor: string | null;
  publishedAt: string | null;
  publishedSort: MaybeInstant;
  datePrecision: Article['datePrecision'];
  lang: string;
  text: string;
  origin: Json<Article['origin']>;
  cut: Json<Article['cut']>;
  reader: string;
  createdAt: Instant;
};
export type FingerprintsTable = {
  articleId: string;
  versionId: string;
  seq: ColumnType<string, never, string | bigint | number>;
  simhash: Int8;
  textHash: string;
  sketch: Buffer;
  clauses: Buffer;
  length: number;
};
export type StoriesTable = {
  id: string;
  title: string;
  leadArticleId: string;
  watchIds: string[];
  firstPublishedAt: MaybeInstant;
  lastPublishedAt: MaybeInstant;
  createdAt: Instant;
  updatedAt: Instant;
  articles: number;
  origins: number;
  redirectTo: string | null;
  /** What it can be narrowed to; store/desk/facets.ts keeps them. */
  kinds: Generated<string[]>;
  sources: Generated<string[]>;
  langs: Generated<string[]>;
  hasConflict: Generated<boolean>;
  /** Nobody has looked at it or marked it yet. */
  unread: Generated<boolean>;
};
export type FacetsDueTable = { seq: Generated<string>; storyId: string };
export type PlacementsTable = {
  articleId: string;
  versionId: string;
  storyId: string;
  originId: string;
  relation: string;
  ofArticleId: string | null;
  score: number;
  evidence: Json<RelationEvidence | null>;
  placedAt: Instant;
};
export type ClaimsTable = {
  id: string;
  articleId: string;
  versionId: string;
  kind: string;
  field: 'title' | 'text';
  startAt: number;
  endAt: number;
  quote: string;
  args: Json<Record<string, unknown>>;
  status: string | null;
  attribution: string | null;
  extractor: string;
  createdAt: Instant;
};
export type EventsTable = {
  id: string;
  kind: string;
  org: string;
  person: string | null;
  status: string | null;
  watchIds: string[];
  /** The whole LedgerEvent as src/core/events.ts knows it. */
  record: Json<Record<string, unknown>>;
  firstSeenAt: Instant;
  firstPublishedAt: MaybeInstant;
  effectiveOn: string | null;
  updatedAt: Instant;
  redirectTo: string | null;
  /** The decision that took it off the ledger. */
  dismissedBy: ColumnType<string | null, string | null | undefined, string | null>;
};
export type EventClaimsTable = { claimId: string; eventId: string };
export type EventChangesTable = {
  eventId: string;
  field: string;
  value: string;
  isOldNews: boolean;
  why: string;
  at: Instant;
  silentBecause: string | null;
};
export type PersonAliasesTable = { org: string; alias: string; person: string; kind: string; claimId: string | null };
export type AlertsTable = {
  id: string;
  eventId: string;
  field: string;
  value: string;
  ruleId: string;
  why: string;
  kind: Generated<string>;
  message: Json<Record<string, unknown>>;
  facts: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
  createdAt: Instant;
};
export type DeliveryState = 'waiting' | 'sending' | 'delivered' | 'refused' | 'unknown' | 'dead' | 'cancelled';
export type DeliveriesTable = {
  id: string;
  alertId: string;
  eventId: string;
  field: string;
  value: string;
  ruleId: string;
  channel: string;
  recipient: string;
  state: Generated<DeliveryState>;
  attempts: Generated<number>;
  attemptsBefore: Generated<number>;
  nextAttemptAt: Instant;
  attemptedAt: MaybeInstant;
  deliveredAt: MaybeInstant;
  receipt: string | null;
  lastReason: string | null;
  doneParts: Generated<number>;
  bundle: string | null;
  createdAt: Instant;
};
export type DeliveryAttemptsTable = {
  deliveryId: string;
  n: number;
  beganAt: ColumnType<Date, never, never>;
  leaseUntil: Instant;
  endedAt: MaybeInstant;
  outcome: string | null;
  reason: string | null;
};
export type ChannelTurnsTable = { channel: string; workId: Int8; at: Instant; isTaken: boolean };
export type OutboxTable = {
  id: Generated<string>;
  step: string;
  key: string;
  payload: Json<Record<string, unknown>>;
  attempt: Generated<number>;
  failures: Generated<number>;
  jobId: string | null;
  createdAt: ColumnType<Date, never, never>;
  notBefore: ColumnType<Date, string | Date | undefined, string | Date>;
  dispatchedAt: MaybeInstant;
  lastError: string | null;
  dead: Generated<boolean>;
};
export type DecisionsTable = {
  id: string;
  kind: string;
  subject: Json<Record<string, unknown>>;
  by: string;
  note: string | null;
  at: Instant;
  undoneAt: MaybeInstant;
  effect: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
  undoneBy: ColumnType<string | null, string | null | undefined, string | null>;
};
export type NotesTable = { key: string; value: Json<unknown> };

export type ArticleSearchTable = {
  articleId: string;
  versionId: string;
  at: Instant;
  tokens: ColumnType<string, never, never>;
};
export type TriageState = 'new' | 'read' | 'important' | 'dismissed' | 'escalated';
export type StoryMarksTable = {
  storyId: string;
  state: TriageState;
  assignee: string | null;
  tags: Generated<string[]>;
  version: Generated<number>;
  updatedBy: string;
  updatedAt: Instant;
};
export type StoryNotesTable = { id: string; storyId: string; body: string; by: string; at: Instant };
export type StorySeenTable = { by: string; storyId: string; at: Instant };
export type SavedFiltersTable = { id: string; name: string; query: string; by: string; at: Instant };
export type WatchEditsTable = {
  id: string;
  record: Json<Record<string, unknown>>;
  version: number;
  updatedBy: string;
  updatedAt: Instant;
};
export type Role = 'viewer' | 'analyst' | 'admin';
export type UsersTable = {
  id: string;
  name: string;
  role: Role;
  password: string;
  keymap: ColumnType<Record<string, string>, string | undefined, string>;
  createdAt: Instant;
  disabledAt: MaybeInstant;
};
export type SessionsTable = { hash: string; userId: string; csrf: string; createdAt: Instant; expiresAt: Instant };
export type InvitationsTable = {
  hash: string;
  role: Role;
  /** The account whose password it sets; null: it makes a new one. */
  userId: ColumnType<string | null, string | null | undefined, string | null>;
  createdAt: Instant;
  expiresAt: Instant;
  usedAt: MaybeInstant;
};
export type LoginFailuresTable = { key: string; at: Instant };
export type ApiTokensTable = {
  id: string;
  hash: string;
  userId: string;
  name: string;
  scopes: string[];
  createdAt: Instant;
  lastUsedAt: MaybeInstant;
  revokedAt: MaybeInstant;
};
export type AuditLogTable = {
  id: Generated<string>;
  at: Instant;
  by: string;
  action: string;
  subject: Json<Record<string, unknown>>;
};

export type OriginTurnsTable = { origin: string; nextAt: Instant };
export type OriginRobotsTable = {
  origin: string;
  state: 'rules' | 'open' | 'closed';
  text: string;
  expiresAtMs: Int8;
};
export type SourceHealthTable = {
  sourceId: string;
  /** `answers`: its lists and articles; `reading`: what its pages give. */
  aspect: 'answers' | 'reading';
  state: 'ok' | 'failing' | 'silent';
  /** Runs in a row that say so. */
  runs: number;
  since: MaybeInstant;
  told: boolean;
  sentence: string;
  checkedAt: Instant;
};
/** What a model answered about a text: kept so that copies, later versions of our code and a crash do not ask again. */
export type ModelAnswersTable = {
  /** hash(model, version of the question, text). */
  key: string;
  model: string;
  /** As it came. */
  answer: string;
  inputTokens: number;
  outputTokens: number;
  askedAt: Instant;
};
export type SourcePaceTable = { sourceId: string; intervalMs: Int8; nextDueAt: Instant };

export type Schema = {
  bodies: BodiesTable;
  pages: PagesTable;
  addresses: AddressesTable;
  runs: RunsTable;
  runEntries: RunEntriesTable;
  articles: ArticlesTable;
  articleVersions: ArticleVersionsTable;
  fingerprints: FingerprintsTable;
  stories: StoriesTable;
  facetsDue: FacetsDueTable;
  placements: PlacementsTable;
  claims: ClaimsTable;
  events: EventsTable;
  eventClaims: EventClaimsTable;
  eventChanges: EventChangesTable;
  personAliases: PersonAliasesTable;
  alerts: AlertsTable;
  deliveries: DeliveriesTable;
  deliveryAttempts: DeliveryAttemptsTable;
  channelTurns: ChannelTurnsTable;
  outbox: OutboxTable;
  decisions: DecisionsTable;
  notes: NotesTable;
  articleSearch: ArticleSearchTable;
  storyMarks: StoryMarksTable;
  storyNotes: StoryNotesTable;
  storySeen: StorySeenTable;
  savedFilters: SavedFiltersTable;
  watchEdits: WatchEditsTable;
  users: UsersTable;
  sessions: SessionsTable;
  invitations: InvitationsTable;
  loginFailures: LoginFailuresTable;
  apiTokens: ApiTokensTable;
  auditLog: AuditLogTable;
  originTurns: OriginTurnsTable;
  originRobots: OriginRobotsTable;
  sourceHealth: SourceHealthTable;
  sourcePace: SourcePaceTable;
  modelAnswers: ModelAnswersTable;
};
