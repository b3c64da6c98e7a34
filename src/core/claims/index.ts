import type { Claim, ClaimInput, Watch } from '../types.ts';
import { articleText } from './_article-text.ts';
import { appointment } from './appointment.ts';
import type { ClaimKind } from './_claim-kind.ts';
import { executiveDeparture } from './executive-departure.ts';
import { gate, type RefusedClaim } from './_gate.ts';
import { funding } from './funding.ts';
import { metric } from './metric.ts';
import { nextEmployer } from './next-employer.ts';
import { partnership } from './partnership.ts';
import { productLaunch } from './product-launch.ts';
import { productShutdown } from './product-shutdown.ts';
import { regulatoryAction } from './regulatory-action.ts';
import { reorganisation } from './reorganisation.ts';
import { roleChange } from './role-change.ts';
import { succession } from './succession.ts';

/** Every kind of claim, in the order in which people see them. A new kind is one file and one line here. */
export const claimKinds: readonly ClaimKind[] = [
  executiveDeparture,
  nextEmployer,
  succession,
  appointment,
  roleChange,
  metric,
  partnership,
  productLaunch,
  productShutdown,
  regulatoryAction,
  reorganisation,
  funding,
];

export type FoundClaims = { claims: Claim[]; refused: RefusedClaim[] };

/** All claims of one article that pass the gate, and those that did not, each with its reason. */
export function findClaims(input: ClaimInput): FoundClaims {
  const article = articleText(input);
  const proposed = claimKinds.flatMap((kind) => kind.find(article));
  return gate(input, proposed, claimKinds);
}

const watchNames = new WeakMap<readonly Watch[], readonly string[]>();

/** The names that mean a watched company wherever they stand, for `ClaimInput.organisations`; one list for one set of Watches. */
export function organisationNames(watches: readonly Watch[]): readonly string[] {
  const known = watchNames.get(watches);
  if (known) return known;
  const names = [...new Set(watches.flatMap((watch) => watch.names))];
  watchNames.set(watches, names);
  return names;
}
