import type { DemoSite } from '../site.ts';
import { app } from './app.ts';
import { bad } from './bad.ts';
import { forum } from './forum.ts';
import { media } from './media.ts';
import { portal } from './portal.ts';
import { repost } from './repost.ts';
import { rewrite } from './rewrite.ts';
import { wire } from './wire.ts';

/** Every site of the small web, in the order in which the demo names them. */
export const demoSites: readonly DemoSite[] = [portal, media, forum, repost, rewrite, wire, app, bad];
