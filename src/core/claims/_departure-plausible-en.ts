/** Whether an English word of leaving tells of an executive's leaving. */
import type { Leaver, Trigger, View } from './_departure-view-en.ts';
import type { Span } from './names/persons-en.ts';

/**
 * Leaving, dying, being removed are said of everybody: they count of somebody with an office or when a company is left. Resigning,
 * stepping down and being ousted speak of an office by themselves.
 */
export function isPlausible(view: View, trigger: Trigger, { view: own, person, role }: Leaver): boolean {
  const isStrong = /\b(?:resign|quit|step|stand|stood|oust|relinquish|tender)/.test(trigger.word);
  if (!person) return isStrong || trigger.side === 'object';
  // "Rival Solvia exited the Nordics": a company.
  if (/^(?:Rival|Startup|Competitor|Retailer|Parent)\b/.test(person.text)) return false;
  // "left Marwick in 2019 to start the company": how a founder began.
  if (
    /^[^.;]{0,60}\bto (?:start|found|launch|create|build) (?:the|this|his|her|their) (?:company|startup|firm|business)\b/.test(
      view.text.slice(trigger.end),
    ) &&
    (/founder/i.test(role?.text ?? '') || /\bpreviously $/.test(view.text.slice(0, trigger.start)))
  )
    return false;
  if (/^(?: in \d{4}| last \w+)? to (?:start|found|launch|join)\b/.test(view.text.slice(trigger.end))) return true;
  // "She succeeds Y", "naming X CFO to replace Y": who is followed in an office leaves it.
  if (/^(?:to |will )?(?:succe|replac)|^t\w+ over from/.test(trigger.word) && isInOffice(view, trigger, person))
    return true;
  if (role || isStrong || trigger.side === 'list') return true;
  // The role had been vacant since X's departure
  if (trigger.side === 'possessor' && /\b(?:role|post|position|job|seat)\b/.test(view.text)) return true;
  if (/\bwho (?:has |had )?(?:led|leads|ran|run|runs|headed|heads|founded)\b/.test(view.text)) return true;
  const after = view.text.slice(trigger.end);
  if (/\bas (?:the |a |an |its |their |his |her )?[^,;.]{2,40}/.test(after.slice(0, 50))) return true;
  const place = view.orgs.find(
    (o) => o.start >= trigger.end && /^ (?:the )?$/.test(view.text.slice(trigger.end, o.start)),
  );
  if (/\b(?:leav|left|depart|exit)/.test(trigger.word)) {
    const isCompany =
      /^ (?:the|his|her|for (?:[A-Za-z-]+ ){0,3}(?:rival|startup|start-up|competitor)\b.*?|to (?:join|start|found|launch|lead)\b.*?) ?(?:$|[A-Z]|company|firm|group|bank|business|carmaker|automaker|chipmaker|drugmaker|retailer|lender|insurer|airline|carrier|publisher|broadcaster|biotech|fund|club|studio|brand|maker|startup|start-up|board|agency|network|team|role|post|job|position)\b/.test(
        after,
      );
    return (
      isCompany ||
      place !== undefined ||
      (own.orgs.length > 0 && /^(?:[,.]|$)/.test(after) && /\b(?:has|have|is|are|will) /.test(trigger.word))
    );
  }
  return trigger.side === 'object' && view.orgs.length > 0;
}

/** An office or a new holder of one is told before, or who is followed is said to leave. */
function isInOffice(view: View, trigger: Trigger, person: Span): boolean {
  return (
    view.roles.some((r) => r.end <= trigger.start) ||
    view.persons.some((p) => p.end <= trigger.start) ||
    /^(?:She|He) /.test(view.text) ||
    /^,? who\b[^.;]{0,80}\b(?:retir|resign|step|leav|left|quit|depart)/.test(view.text.slice(person.end))
  );
}
