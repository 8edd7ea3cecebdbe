/**
 * `npm run overload -- [--rate 1000] [--seconds 30] [--http] [--bare]`: sends more interactions per second than can be
 * handled; `--http`: as signed requests; `--bare`: to a bare discord.js bot that only answers. Exits with 1 if one in a
 * thousand had no answer within three seconds, or if the bot did not recover.
 */
import { parseArgs } from 'node:util';
import { runOverload } from '#test/campaign/overload-run.ts';

const UNANSWERED_SHARE_MAX = 0.001;
const RECOVERED_WITHIN_MS = 10_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '1000' },
    http: { type: 'boolean', default: false },
    bare: { type: 'boolean', default: false },
  },
});
const figures = await runOverload({
  bot: values.bare ? 'bare' : 'fourfold',
  seconds: Number(values.seconds),
  perSecond: Number(values.rate),
  http: values.http,
});
for (const [name, value] of Object.entries(figures)) {
  process.stdout.write(
    `${name.padEnd(17)} ${Number.isInteger(value) ? value : value.toFixed(2)}\n`,
  );
}
const unanswered = figures.late + figures.never + figures.other;
process.exitCode =
  unanswered > figures.sent * UNANSWERED_SHARE_MAX || figures.recoveryMs > RECOVERED_WITHIN_MS
    ? 1
    : 0;
