import type { DemoSite } from '../site.ts';
import { media } from './media.ts';
import { portal } from './portal.ts';
import { repost } from './repost.ts';
import { wire } from './wire.ts';

/** Every site of the small web. */
export const demoSites: readonly DemoSite[] = [portal, media, repost, wire];
