import type { Child } from 'hono/jsx';
import type { DepartureClaim } from '../../store/desk/departures.ts';
import type { Cell, LedgerRow } from '../ledger.ts';
import { personHref } from '../pages/people.tsx';
import type { View } from '../view.ts';
import { outletName, Published, Quote, slug, StatusWord } from './words.tsx';

/** The ledger as a table; `next` is the address of its next rows. */
export function Ledger({ view, rows, next }: { view: View; rows: LedgerRow[]; next: string | null }) {
  const { columns } = view.t.departures;
  return (
    <div class="scroller" tabindex={0} role="region" aria-label={view.t.departures.title}>
      <table class="ledger">
        <thead>
          <tr>
            <th scope="col">{columns.person}</th>
            <th scope="col">{columns.role}</th>
            <th scope="col">{columns.org}</th>
            <th scope="col">{columns.when}</th>
            <th scope="col">{columns.status}</th>
            <th scope="col">{columns.successor}</th>
            <th scope="col">{columns.next}</th>
            <th scope="col">{columns.origins}</th>
            <th scope="col">{columns.first}</th>
          </tr>
        </thead>
        <tbody data-entries>
          <LedgerRows view={view} rows={rows} next={next} />
        </tbody>
      </table>
    </div>
  );
}

/** The rows of one page of the ledger and, at their end, what brings the next ones. */
export function LedgerRows({ view, rows, next }: { view: View; rows: LedgerRow[]; next: string | null }) {
  return (
    <>
      {rows.map((row) => (
        <Row view={view} row={row} />
      ))}
      {next ? (
        <tr class="more-row" hx-get={next} hx-trigger="revealed" hx-swap="outerHTML">
          <td colspan={9}>
            <a class="more" href={next}>
              {view.t.more}
            </a>
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Row({ view, row }: { view: View; row: LedgerRow }) {
  const { t } = view;
  const story = row.first?.storyId ? `/stories/${encodeURIComponent(row.first.storyId)}` : null;
  const { columns } = t.departures;
  const open = (cell: Cell | null, what: Child = cell?.words) =>
    cell ? (
      <Opener row={row} claim={cell.claim} label={t.departures.showQuote}>
        {what}
      </Opener>
    ) : (
      <span class="faint">–</span>
    );
  return (
    <tr data-entry tabindex={-1} class={row.event.status ? `is-${slug(row.event.status)}` : undefined}>
      <th scope="row">
        <span class="person">{row.person ? open(row.person) : (row.event.person ?? t.unknown)}</span>
        {row.event.person ? (
          <a
            class="to-person"
            href={personHref(row.event.orgId, row.event.person)}
            title={t.people.open}
            aria-label={`${t.people.open}: ${row.event.person}`}
          >
            ›
          </a>
        ) : null}
        {row.aliases.map((alias) => (
          <span class="alias" title={alias.kind || undefined}>
            {alias.claim ? open({ words: alias.text, claim: alias.claim }) : alias.text}
          </span>
        ))}
      </th>
      <Slot name={columns.role} empty={!row.role}>
        {open(row.role)}
      </Slot>
      <Slot name={columns.org}>{open(row.org)}</Slot>
      <Slot name={columns.when} empty={!row.when}>
        {open(row.when, row.when ? view.clock.published(row.when.iso) : undefined)}
      </Slot>
      <Slot name={columns.status}>
        {open(row.status, <StatusWord view={view} status={row.status?.words ?? row.event.status} />)}
      </Slot>
      <Slot name={columns.successor} empty={!row.successor && !row.successorNone}>
        {row.successor ? open(row.successor) : open(row.successorNone, t.departures.noSuccessor)}
      </Slot>
      <Slot name={columns.next} empty={!row.next}>
        {open(row.next, nextWords(row, t.status))}
      </Slot>
      <Slot name={columns.origins} tone="num">
        {story ? (
          <a href={story} data-open title={t.departures.reports(row.event.claims.length)}>
            {row.origins}
          </a>
        ) : (
          row.origins
        )}
      </Slot>
      <Slot name={columns.first} tone="first">
        {open(
          row.first && { words: '', claim: row.first },
          row.first ? (
            <>
              <Published view={view} date={row.first.publishedAt} />
              <span class="outlet">{outletName(view, row.first)}</span>
            </>
          ) : undefined,
        )}
        {/* Each claim's words once a row, however many cells open them. */}
        {usedClaims(row).map((claim) => (
          <QuoteSheet view={view} row={row} claim={claim} />
        ))}
      </Slot>
    </tr>
  );
}

/** A cell; on a phone, where the head of the table is gone, it carries its name itself. */
function Slot(props: { name: string; tone?: string; empty?: boolean; children?: Child }) {
  return (
    <td data-label={props.name} class={props.empty ? 'empty' : props.tone}>
      {props.children}
    </td>
  );
}

function sheetId(row: LedgerRow, claim: DepartureClaim): string {
  return `q-${slug(row.event.id)}-${slug(claim.id)}`;
}

function Opener(props: { row: LedgerRow; claim: DepartureClaim; label: string; children?: Child }) {
  return (
    <button type="button" class="cell" popovertarget={sheetId(props.row, props.claim)} title={props.label}>
      {props.children}
    </button>
  );
}

function usedClaims(row: LedgerRow): DepartureClaim[] {
  const cells = [row.person, row.role, row.org, row.when, row.status, row.successor, row.successorNone, row.next];
  const claims = [
    ...cells.flatMap((cell) => cell?.claim ?? []),
    ...row.aliases.flatMap((a) => a.claim ?? []),
    ...(row.first ? [row.first] : []),
  ];
  return [...new Map(claims.map((claim) => [claim.id, claim])).values()];
}

/** The words behind a cell, with where they stand. */
function QuoteSheet({ view, row, claim }: { view: View; row: LedgerRow; claim: DepartureClaim }) {
  const { t } = view;
  const href = claim.storyId
    ? `/stories/${encodeURIComponent(claim.storyId)}?article=${encodeURIComponent(claim.articleId)}#at-${slug(claim.id)}`
    : null;
  return (
    <div popover="auto" id={sheetId(row, claim)} class="sheet quote-sheet">
      <Quote quote={claim.quote} lang={claim.lang} status={claim.status} mark={row.event.person} />
      <p class="says">
        {claim.status ? <StatusWord view={view} status={claim.status} /> : null}
        {claim.attribution ? <span>{t.saysWho(claim.attribution)}</span> : null}
      </p>
      <p class="where">
        <b>{outletName(view, claim)}</b> <Published view={view} date={claim.publishedAt} />
        <span lang={claim.lang}>{claim.title}</span>
        {href ? <a href={href}>{t.departures.openInPlace}</a> : null}
      </p>
    </div>
  );
}

/** 滴滴 (rumoured): where somebody went is told with its status unless it is a plain report. */
function nextWords({ next }: LedgerRow, words: Readonly<Record<string, string>>): string | undefined {
  const status = next?.claim.args.next_status;
  if (!next || typeof status !== 'string' || ['confirmed', 'reported'].includes(status)) return undefined;
  return `${next.words} (${words[status] ?? status})`;
}
