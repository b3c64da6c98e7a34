/** The ledger of events: claims of many articles folded into one departure each. One file per question in events/. */
export { foldClaims } from './events/fold.ts';
export { organisationId, foldName } from './events/identity.ts';
export type {
  ClaimOfArticle,
  EventChange,
  EventDate,
  FoldOptions,
  LearntAlias,
  LedgerChange,
  LedgerEvent,
  LedgerView,
} from './events/types.ts';
