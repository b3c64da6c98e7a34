/** `npm run eval [-- read | group | claims]`: quality on the labelled sets, against the floors in floors.json. Exit code 1 below a floor. */
const parts: Record<string, () => Promise<unknown>> = {
  read: async () => (await import('./read.ts')).evalRead(),
  group: async () => (await import('./group.ts')).evalGroup(),
  claims: async () => (await import('./claims.ts')).evalClaims(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length) {
  console.error(`Expected: npm run eval [-- ${Object.keys(parts).join(' | ')}], got "${unknown.join(' ')}"`);
  process.exit(2);
}
for (const name of wanted.length ? wanted : Object.keys(parts)) {
  console.log(`\n== ${name}`);
  await parts[name]?.();
}
