import type { View } from '../view.ts';
import { Hits } from './hits.tsx';

/** Small pieces that several pages share: when, who, what kind, how sure. */

/** A publication date as precise as the page was; the original stands in the tooltip. */
export function Published({ view, date }: { view: View; date: string | null }) {
  if (date === null) return <span class="faint">{view.t.feed.undated}</span>;
  return (
    <time datetime={date} title={date}>
      {view.clock.published(date)}
    </time>
  );
}

/** An instant in the reader's zone; UTC in the tooltip. */
export function Instant({ view, at }: { view: View; at: Date | null }) {
  if (at === null) return <span class="faint">{view.t.unknown}</span>;
  return (
    <time datetime={at.toISOString()} title={at.toISOString()}>
      {view.clock.instant(at)}
    </time>
  );
}

export function KindBadge({ view, kind, count }: { view: View; kind: string; count?: number }) {
  return (
    <span class={`badge kind-${slug(kind)}`}>
      {view.t.kind[kind] ?? kind}
      {count !== undefined && count > 1 ? <span class="count">{count}</span> : null}
    </span>
  );
}

export function StatusWord({ view, status }: { view: View; status: string | null }) {
  if (status === null) return <span class="faint">{view.t.unknown}</span>;
  return <span class={`status status-${slug(status)}`}>{view.t.status[status] ?? status}</span>;
}

/** A name that may stand in a class or id: letters, digits, - and _ only. */
export function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '-');
}

/** The outlet a page names itself, else the source it was found at. */
export function outletName(view: View, article: { outlet: string | null; sourceId: string }): string {
  return article.outlet ?? view.sourceName(article.sourceId);
}

export function WatchNames({ view, ids }: { view: View; ids: readonly string[] }) {
  return (
    <>
      {ids.map((id) => (
        <span class="watch">{view.watchName(id)}</span>
      ))}
    </>
  );
}

/** What is wrong with a form, above it; nothing when nothing is. */
export function Problem({ words }: { words: string | null }) {
  if (words === null) return null;
  return (
    <p class="notice" role="alert">
      {words}
    </p>
  );
}

/** Whom a claim names as its source. The words may bring their own 据 or “according to”. */
export function SaysWho({ view, who }: { view: View; who: string }) {
  return <span>{view.t.saysWho(who.replace(/^(?:according to\s+|据\s*)/i, ''))}</span>;
}

/** What a form must bring back to be believed; nothing without accounts, where the browser's own word is enough. */
export function Csrf({ view }: { view: View }) {
  return view.csrf === null ? null : <input type="hidden" name="csrf" value={view.csrf} />;
}

/** The words of a claim. `mark` is a value inside them that is to stand out. */
export function Quote(props: {
  quote: string;
  lang?: string;
  status?: string | null;
  mark?: string | null;
  words?: readonly string[];
}) {
  const at = props.mark ? props.quote.indexOf(props.mark) : -1;
  return (
    <blockquote class={`quote${props.status ? ` status-${slug(props.status)}` : ''}`} lang={props.lang}>
      {at < 0 || !props.mark ? (
        <Hits text={props.quote} words={props.words ?? []} />
      ) : (
        <>
          {props.quote.slice(0, at)}
          <mark>{props.mark}</mark>
          {props.quote.slice(at + props.mark.length)}
        </>
      )}
    </blockquote>
  );
}
