import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { DeskDeps, View } from './view.ts';

/** What a reader must be allowed before a route answers. `open` answers anybody who reaches the desk. */
export type Right = 'open' | 'read' | 'triage' | 'admin';

export type RouteContext = { c: Context; deps: DeskDeps; view: View };

/** One address of the desk. The whole desk is one array of these (app.tsx); the test of rights is generated from it. */
export type Route = {
  method: 'GET' | 'POST';
  path: string;
  right: Right;
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
