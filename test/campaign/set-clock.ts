/**
 * Loaded into a bot by `node --import`: a clock that somebody sets. On SIGUSR2 it is set to how many ms it is to be ahead
 * of the right time, which the file `CLOCK_FILE` says, and the line `clock set` is printed. Timers go on as they do on a
 * machine whose clock is set: they do not follow it.
 */
import { readFileSync } from 'node:fs';

const { CLOCK_FILE = '' } = process.env;
const now = Date.now;
let aheadMs = 0;
Date.now = () => now() + aheadMs;
process.on('SIGUSR2', () => {
  aheadMs = Number(readFileSync(CLOCK_FILE, 'utf8'));
  process.stdout.write(`{"aheadMs":${aheadMs},"msg":"clock set to ${aheadMs}"}\n`);
});
