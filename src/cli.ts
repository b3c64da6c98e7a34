/** The command line: one line a command; what a command does is a file in src/cli/, loaded only when it is called. */
import { Command, CommanderError, Option } from 'commander';
import { ConfigError, EnvironmentError, messageOf } from './errors.ts';
import { VERSION } from './version.ts';

const program = new Command('redwatch')
  .description(
    'Watches the news about a company: one story per happening, claims with their quotes, one alert per event.',
  )
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(redwatch --help lists the commands)');

const withSettings = (command: Command) =>
  command
    .option('-c, --config <file>', 'settings (default: ./redwatch.yaml, else the one that comes with Redwatch)')
    .option('-d, --data <folder>', 'data folder, instead of the one in the settings');

const METRICS = '/metrics, /healthz and /readyz here, such as 9464; 0.0.0.0:9464 for other machines to reach';

withSettings(program.command('start'))
  .description('everything in one process: nightly crawl, all steps, the desk')
  .option('--now', 'crawl at once as well, not only at night')
  .action(async (options) => (await import('./cli/start.ts')).runStart(options));

withSettings(program.command('worker'))
  .description('work the steps, against DATABASE_URL and REDIS_URL; any number of these share the work')
  .option('--steps <names>', 'only these, comma-separated: crawl,read,group,claims,model,alert')
  .addOption(new Option('--concurrency <n>', 'jobs of one step at a time in this process').argParser(Number))
  .option('--metrics-port <port>', METRICS)
  .action(async (options) => (await import('./cli/roles.ts')).runWorker(options));

withSettings(program.command('web'))
  .description('the desk alone')
  .action(async (options) => (await import('./cli/roles.ts')).runWeb(options));

withSettings(program.command('schedule'))
  .description('ask for the nightly crawl; however many run, each night is asked for once')
  .option('--metrics-port <port>', METRICS)
  .action(async (options) => (await import('./cli/roles.ts')).runSchedule(options));

program
  .command('demo')
  .description('the whole product against a small web on this machine, two nights; needs no network')
  .option('--exit', 'end after the summary instead of keeping the desk open')
  .option('--json', 'print the summary as JSON')
  .option('-d, --data <folder>', 'data folder of the demo', './data/demo')
  .option('--keep', 'go on with what an earlier demo left in the data folder')
  .addOption(new Option('--port <port>', 'port of the desk').default(8123).argParser(Number))
  .action(async (options) => (await import('./cli/demo.ts')).runDemo(options));

withSettings(program.command('import'))
  .description('take saved pages (HTML or plain text) into the archive and do all steps')
  .argument('<file...>')
  .option('--keep', 'keep articles that name no watched company as well')
  .option('--json', 'print the summary as JSON')
  .action(async (files, options) => (await import('./cli/import.ts')).runImport(files, options));

withSettings(program.command('crawl'))
  .description('crawl the sources once now, do all steps, and print the account of the night')
  .argument('[source...]', 'ids of sources; default: all')
  .option('--json', 'print the account as JSON')
  .action(async (sources, options) => (await import('./cli/crawl.ts')).runCrawl(sources, options));

const alert = program.command('alert').description('test a channel, see what the rules would send, or mute a story');
withSettings(alert.command('test'))
  .description('send one test message through a channel')
  .argument('<channel>')
  .option('--to <recipient>', 'instead of the first recipient that a rule names')
  .action(async (channel, options) => (await import('./cli/alert.ts')).runAlertTest(channel, options));
withSettings(alert.command('replay'))
  .description("what today's rules make of an event's changes; sends nothing")
  .argument('<event>')
  .option('--dry-run', 'required: there is no other way to replay')
  .action(async (event, options) => (await import('./cli/alert.ts')).runAlertReplay(event, options));
withSettings(alert.command('dry-run'))
  .description('what the rules would have sent over the archive; sends nothing')
  .option('--rule <id>', 'only this rule')
  .addOption(new Option('--days <n>', 'how far back').default(30).argParser(Number))
  .action(async (options) => (await import('./cli/alert.ts')).runAlertDryRun(options));
withSettings(alert.command('mute'))
  .description('tell nobody of a story any more, until it is taken back; messages that have not left are taken back')
  .argument('<story>', 'its id, as in the address of its page on the desk; or the id of an event')
  .option('--for <name>', 'only this recipient, or all of this channel')
  .option('--until <time>', 'a time such as 2026-01-31T18:00+08:00, or a day, included (UTC)')
  .option('--note <text>', 'why, for those who read the decision')
  .action(async (story, options) => (await import('./cli/mute.ts')).runMute(story, options));
withSettings(alert.command('unmute'))
  .description('tell of a muted story again; what was kept silent is not sent after all')
  .argument('<story>')
  .action(async (story, options) => (await import('./cli/mute.ts')).runUnmute(story, options));

withSettings(program.command('backfill'))
  .description('bring what a source published between two days; goes on where it was broken off')
  .argument('<source>')
  .requiredOption('--since <day>', 'first day, such as 2025-01-01')
  .requiredOption('--until <day>', 'last day, included')
  .option('--alerts', 'tell subscribers of what is found (else nobody is)')
  .action(async (source, options) => (await import('./cli/backfill.ts')).runBackfill(source, options));

withSettings(program.command('replay'))
  .description(
    "what today's rules make of the archive: shows what would change; changes nothing without --apply, tells nobody ever",
  )
  .requiredOption('--rules <step>', 'read, group or claims')
  .option('--since <day>', 'only what was fetched from this day on, such as 2025-01-01 (UTC)')
  .option('--until <day>', 'and up to this day, included')
  .option('--source <id>', 'only of this source')
  .option('--company <id>', 'only about this company')
  .option('--apply', 'make the changes that are shown')
  .option('--json', 'JSON Lines: one object per difference, the account last')
  .action(async (options) => (await import('./cli/replay.ts')).runReplay(options));

withSettings(program.command('fetch'))
  .description('show what the gate does with an address, step by step')
  .argument('<address>')
  .action(async (address, options) => (await import('./cli/fetch.ts')).runFetch(address, options));

withSettings(program.command('record'))
  .description('keep a page with what is read from it as a test')
  .argument('<address>')
  .option('--name <name>', 'name of the files (default: from the address)')
  .option('--kind <kind>', 'kind of its source, where that has a reader of its own')
  .option('--folder <folder>', 'where to (default: test/pages/recorded)')
  .action(async (address, options) => (await import('./cli/record.ts')).runRecord(address, options));

withSettings(program.command('probe'))
  .description('fetch one live page of every source and say which changed')
  .argument('[source...]', 'ids of sources; default: all')
  .action(async (sources, options) => (await import('./cli/probe.ts')).runProbe(sources, options));

const source = program.command('source').description('try a source');
withSettings(source.command('test'))
  .description('run a source once, save nothing, and show what it would find')
  .argument('<file-or-id>', 'a YAML file with the source, or the id of one in the settings')
  .addOption(new Option('--articles <n>', 'how many of its articles to fetch').default(3).argParser(Number))
  .action(async (fileOrId, options) => (await import('./cli/source.ts')).runSourceTest(fileOrId, options));

const archive = program.command('archive').description('the saved pages as a whole');
withSettings(archive.command('export'))
  .description('write the pages as WARC 1.1')
  .argument('<file>', 'such as pages.warc.gz')
  .option('--source <id>', 'only the pages of this source')
  .action(async (file, options) => (await import('./cli/archive.ts')).runExport(file, options));
withSettings(archive.command('import'))
  .description('take the pages of a WARC file and do all steps')
  .argument('<file>')
  .option('--keep', 'keep articles that name no watched company as well')
  .option('--alerts', 'tell subscribers of what is found (else nobody is)')
  .action(async (file, options) => (await import('./cli/archive.ts')).runWarcImport(file, options));
withSettings(archive.command('tidy'))
  .description('remove what the limits of the settings let go')
  .action(async (options) => (await import('./cli/archive.ts')).runTidy(options));

withSettings(program.command('export'))
  .description('the departure ledger, the claims or the stories on stdout')
  .argument('<what>', 'ledger, claims or stories')
  .option('--format <format>', 'csv, jsonl, or ftm (FollowTheMoney entities, one a line)', 'csv')
  .option('--company <company>', 'only this one, by its id or a name')
  .option('--since <day>', 'first published (a claim: its article) from this day on, such as 2025-01-01')
  .option('--until <day>', 'and up to this day, included')
  .option('--bom', 'begin a CSV with the mark by which Excel knows UTF-8')
  .action(async (what, options) => (await import('./cli/export.ts')).runExport(what, options));

withSettings(program.command('backup'))
  .description('write the whole archive into one file, while everything runs')
  .argument('<file>', 'such as redwatch-backup.gz')
  .action(async (file, options) => (await import('./cli/backup.ts')).runBackup(file, options));

withSettings(program.command('restore'))
  .description('bring a backup into an empty installation or database')
  .argument('<file>')
  .action(async (file, options) => (await import('./cli/backup.ts')).runRestore(file, options));

withSettings(program.command('migrate-store'))
  .description('move the archive of the data folder to the Postgres at DATABASE_URL, counts compared')
  .action(async (options) => (await import('./cli/backup.ts')).runMigrateStore(options));

const account = program.command('account').description('accounts of the desk, where it cannot be reached yet');
withSettings(account.command('add'))
  .description('make an account and print the one-time link by which its password is chosen')
  .argument('<name>')
  .option('--role <role>', 'admin, analyst or viewer (default: admin for the first account, then analyst)')
  .action(async (name, options) => (await import('./cli/account.ts')).runAccountAdd(name, options));
withSettings(account.command('link'))
  .description('a new one-time link for an account whose link is too old or whose password is lost')
  .argument('<name>')
  .action(async (name, options) => (await import('./cli/account.ts')).runAccountLink(name, options));
withSettings(account.command('list'))
  .description('who has an account')
  .action(async (options) => (await import('./cli/account.ts')).runAccountList(options));

withSettings(program.command('try'))
  .description('show what every step makes of one page, and save nothing')
  .argument('<file-or-address>')
  .action(async (page, options) => (await import('./cli/try.ts')).runTry(page, options));

withSettings(program.command('doctor'))
  .description('check what this machine has: one line each, with what to do')
  .action(async (options) => (await import('./cli/doctor.ts')).runDoctor(options));

program
  .command('read')
  .description('filter: pages in, articles out (JSON Lines)')
  .action(async () => (await import('./cli/read.ts')).runRead());

withSettings(program.command('group'))
  .description('filter: articles in, how each stands to earlier ones out (JSON Lines)')
  .option('--against <file>', 'articles to compare with, JSON Lines (may be .gz)')
  .option('--grow', 'articles of the input are compared with each other too')
  .option('--pairs <file>', 'give the relation of each pair {a, b} of this file')
  .option('--articles <file>', 'the articles that --pairs names')
  .option('--decisions', 'the rulings of analysts on stories as labelled pairs, for test/eval/decisions')
  .action(async (options) => (await import('./cli/group.ts')).runGroup(options));

withSettings(program.command('claims'))
  .description('filter: articles in, one line per claim out (JSON Lines); the Watches of the settings name companies')
  .action(async (options) => (await import('./cli/claims.ts')).runClaims(options));

withSettings(program.command('resolve'))
  .description('filter: articles in, events, conflicts and agreements out (JSON Lines)')
  .action(async (options) => (await import('./cli/resolve.ts')).runResolve(options));

/** A reader that went away (`redwatch claims | head`) ends the command quietly. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (error instanceof ConfigError) {
    console.error(`The settings are not right:\n${error.problems.map((p) => `  ${p}`).join('\n')}`);
    process.exitCode = 2;
  } else if (error instanceof EnvironmentError) {
    console.error(error.message);
    process.exitCode = 1;
  } else {
    console.error(
      process.env.REDWATCH_DEBUG ? error : `Redwatch failed: ${messageOf(error)} (REDWATCH_DEBUG=1 shows where)`,
    );
    process.exitCode = 1;
  }
}
