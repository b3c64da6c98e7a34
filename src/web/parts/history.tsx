import type { Decision } from '../../store/desk/decide.ts';
import { noteWords } from '../crawl-words.ts';
import type { View } from '../view.ts';
import { Csrf, Instant } from './words.tsx';

/** What was ruled here, newest first, each with the way to take it back. */
export function History({ view, decisions }: { view: View; decisions: Decision[] }) {
  const { t } = view;
  return (
    <div id="decisions" class="history">
      <h3>{t.decide.history}</h3>
      {decisions.length === 0 ? <p class="faint">{t.decide.noHistory}</p> : null}
      <ol>
        {decisions.map((decision) => (
          <li class={decision.undoneAt ? 'undone' : undefined}>
            <p>
              <b>{decision.by}</b> {t.decide.kind[decision.kind] ?? decision.kind} <b>{ruledOf(view, decision)}</b>
            </p>
            {decision.note ? <p>{noteWords(view, decision.note)}</p> : null}
            <p class="faint">
              <Instant view={view} at={decision.at} />
              {decision.undoneAt ? <> · {t.decide.undone(decision.undoneBy ?? t.triage.somebody)}</> : null}
            </p>
            {!decision.undoneAt && view.can.triage ? (
              <form method="post" action={`/decisions/${encodeURIComponent(decision.id)}/undo`} class="inline">
                <Csrf view={view} />
                <input type="hidden" name="back" value={view.here} />
                <button class="plain">{t.undo}</button>
              </form>
            ) : null}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The names or the kind of claim a decision is about: 听潮 = 贺知远. */
function ruledOf(view: View, { kind, subject }: Decision): string {
  const { was, person, kind: claimKind } = (subject.values ?? {}) as Record<string, string | undefined>;
  if (claimKind) return view.t.kind[claimKind] ?? claimKind;
  if (!person) return '';
  const sign = kind === 'not_same' ? '≠' : kind === 'wrong_person' ? '→' : '=';
  return was ? `${was} ${sign} ${person}` : person;
}
