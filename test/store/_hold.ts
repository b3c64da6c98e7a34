/** Opens the store of a data folder, says so on stdout, and holds it until it is ended. For tests of killed and second processes. */
import { openStore } from '../../src/store/connect.ts';

const store = await openStore({ dataDir: process.argv[2] as string });
console.log(JSON.stringify({ adopted: store.adopted, url: store.url }));
process.on('SIGTERM', () => void store.close().then(() => process.exit(0)));
setInterval(() => {}, 60_000);
