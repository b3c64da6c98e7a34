import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Role } from '../store/schema.ts';
import type { DeskDeps, View } from './view.ts';

/** What a reader must be allowed before a route answers. `open` answers anybody who reaches the desk. */
export type Right = 'open' | 'read' | 'triage' | 'admin';

/** Who asks. `role` null is a stranger. */
export type Reader = {
  /** Of the account; null without one. */
  id: string | null;
  name: string;
  role: Role | null;
  /** Must come back in every form; null without accounts and for API tokens. */
  csrf: string | null;
  keymap: Readonly<Record<string, string>>;
  byToken: boolean;
  /** What an API token may do; a session may do all its role allows. */
  scopes?: readonly string[];
};

export type RouteContext = { c: Context; deps: DeskDeps; view: View; who: Reader };

/** One address of the desk. The whole desk is one array of these (routes/index.ts); the test of rights is generated from it. */
export type Route = {
  method: 'GET' | 'POST';
  path: string;
  right: Right;
  /** A change too small for the audit log: that somebody has looked. */
  quiet?: boolean;
  handle(context: RouteContext): Response | Promise<Response>;
};

/** Thrown by a handler when the address leads to nothing. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/** Thrown by a handler when a part of the address or form cannot be read. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}

/** Thrown by a handler when what is asked cannot be done; the words say why. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 409 | 422;
  readonly words: string;
  constructor(status: 409 | 422, words: string) {
    super(words);
    this.status = status;
    this.words = words;
  }
}

/** A path of this desk to go back to; anything that could lead elsewhere becomes the feed. */
export function ownPath(path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])[^\\\s]{0,2000}$/.test(path)) return '/';
  return path;
}

/** A whole page; the doctype keeps browsers out of their quirks mode. */
export function htmlPage(c: Context, page: Child, status: ContentfulStatusCode = 200): Response | Promise<Response> {
  return c.html(html`<!doctype html>${page}`, status);
}

/** Whether htmx asks for a piece of a page rather than the page. */
export function isFragment(c: Context): boolean {
  return c.req.header('hx-request') === 'true';
}

/** The text fields of a form, each with all its values. Files are no part of any form of the desk; NUL is no part of any text. */
export async function formOf(c: Context): Promise<Map<string, string[]>> {
  const body = await c.req.parseBody({ all: true });
  return new Map(
    Object.entries(body).map(([name, value]) => [
      name,
      [value].flat().flatMap((one) => (typeof one === 'string' ? [one.replaceAll('\0', '')] : [])),
    ]),
  );
}

/** One field of a form, trimmed; empty when it was not sent. */
export function field(form: Map<string, string[]>, name: string): string {
  return (form.get(name)?.[0] ?? '').trim();
}

/** The id in the address. */
export function idOf(c: Context): string {
  return c.req.param('id') ?? '';
}

export function nothing(what: string, id: string): never {
  throw new NotHere(`${what} ${id}`);
}

export function refuse(part: string): never {
  throw new BadRequest(part);
}

/** A count in an address, 0 when absent. */
export function wholeNumber(text: string | undefined, part: string): number {
  return text === undefined ? 0 : /^\d{1,7}$/.test(text) ? Number(text) : refuse(part);
}
