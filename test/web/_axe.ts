import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

/** What axe finds wrong with a page, one line each: the rule, and the first two places with the reason. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // The saved page in its frame is somebody else's; so there are no frames whose results a second page would have to gather.
    .exclude('iframe')
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 2)
        .map((node) => `${node.html.slice(0, 140)} ${node.any[0]?.message ?? ''}`)
        .join(' | ')}`,
  );
}
