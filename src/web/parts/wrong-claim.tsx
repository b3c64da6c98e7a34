import type { StoryClaim } from '../../store/desk/story.ts';
import type { View } from '../view.ts';
import type { PanelData } from './desk-panel.tsx';
import { Csrf } from './words.tsx';

/** The ruling that a claim is wrong, or that it was ruled so. A claim that is part of an event is corrected with the event. */
export function WrongClaim({ view, data, claim }: { view: View; data: PanelData; claim: StoryClaim }) {
  const { decide } = view.t;
  if (claim.eventId !== null) return null;
  const isWrong = data.decisions.some(
    (one) =>
      one.kind === 'wrong_claim' && !one.undoneAt && (one.subject as { claims?: string[] }).claims?.includes(claim.id),
  );
  if (isWrong) return <p class="faint">{decide.wrongClaimDone}</p>;
  if (!view.can.triage) return null;
  return (
    <form method="post" action="/decisions">
      <Csrf view={view} />
      <input type="hidden" name="kind" value="wrong_claim" />
      <input type="hidden" name="claim" value={claim.id} />
      <input type="hidden" name="story" value={data.story.id} />
      <input type="hidden" name="seen" value={String(data.mark.version)} />
      <input type="hidden" name="back" value={view.here} />
      <button class="link faint">{decide.wrongClaim}</button>
    </form>
  );
}
