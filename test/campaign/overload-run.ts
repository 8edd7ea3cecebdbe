/**
 * More interactions than a bot can work off, at a rate that does not wait for its answers, from a Discord that does as
 * little as it can and has a process of its own; then how the bot is afterwards.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '#system/free-port.ts';
import { openBareDiscord } from '../../bench/setup/bare-discord.ts';
import { type BotName, startBotUnderTest } from '../../bench/setup/bot-under-test.ts';
import { quantile } from '../../bench/setup/figures.ts';
import { createRequestSender } from './overload-requests.ts';

/** What it came to. Times are from the sending of the interaction to the arrival of its first answer. */
export type OverloadFigures = {
  readonly sent: number;
  readonly perSecond: number;
  /** Answered within Discord's three seconds: by work, by "busy", and otherwise (a refusal). */
  readonly worked: number;
  readonly busy: number;
  readonly other: number;
  readonly late: number;
  readonly never: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What the bot got of one core during the storm, and used for each interaction: the same on a busy machine. */
  readonly coreShare: number;
  readonly processorMsEach: number;
  readonly memoryBeforeMib: number;
  readonly memoryMostMib: number;
  /** NaN for a bot that does not measure it. */
  readonly loopP99Ms: number;
  /** From the last interaction of the storm until one is worked on within 200 ms. */
  readonly recoveryMs: number;
  /** One at a time, when the storm is over. */
  readonly afterwardsP99Ms: number;
};

const GUILDS = 500;
const WARM_UP = 300;
const IN_TIME_MS = 3_000;
const TICK_MS = 5;
/** After the last interaction: whoever has no answer then gets none. */
const PATIENCE_MS = 8_000;
const PROMPT_MS = 200;
const RECOVERED_WITHIN_MS = 60_000;
const AFTERWARDS = 100;

type Answer = { readonly ms: number; readonly body: string };

/** Sends so many a second for so long; `http`: as signed requests instead of gateway events. */
export async function runOverload(options: {
  readonly bot: BotName;
  readonly seconds: number;
  readonly perSecond: number;
  readonly http: boolean;
}): Promise<OverloadFigures> {
  const discord = await openBareDiscord(GUILDS);
  const [port, metricsPort] = [await freePort(), await freePort()];
  const sender = options.http ? createRequestSender(port, discord.nextImagine) : null;
  const bot = await startBotUnderTest(options.bot, discord, {
    APIFRAME_API_KEY: 'overload',
    APIFRAME_BASE_URL: discord.vendorUrl,
    HTTP_PORT: String(port),
    METRICS_PORT: String(metricsPort),
    ...(sender === null ? {} : { DISCORD_PUBLIC_KEY: sender.publicKey }),
  });
  const imagine = sender?.imagine ?? discord.imagineAnswered;
  const loopP99Ms = async () =>
    options.bot === 'bare' ? Number.NaN : readLoopDelayMs(`http://127.0.0.1:${metricsPort}`);
  try {
    for (let count = 0; count < WARM_UP; count++) await soon(imagine());
    const memoryBeforeMib = bot.memoryMib();
    let memoryMostMib = memoryBeforeMib;
    const answers: Answer[] = [];
    // Reading begins the measuring anew.
    await loopP99Ms();
    const usedMs = bot.processorMs();
    const startedAtMs = performance.now();
    const endsAtMs = startedAtMs + options.seconds * 1_000;
    let sent = 0;
    while (performance.now() < endsAtMs) {
      const due = ((performance.now() - startedAtMs) / 1_000) * options.perSecond;
      for (; sent < due; sent++) imagine().then((answer) => answers.push(answer), report);
      memoryMostMib = Math.max(memoryMostMib, bot.memoryMib());
      await pause(TICK_MS);
    }
    const stormMs = performance.now() - startedAtMs;
    const processorMs = bot.processorMs() - usedMs;
    const delayMs = await loopP99Ms();
    const recoveryMs = await recovery(imagine);
    const givenUpAtMs = performance.now() + PATIENCE_MS;
    while (answers.length < sent && performance.now() < givenUpAtMs) await pause(TICK_MS);
    memoryMostMib = Math.max(memoryMostMib, bot.memoryMib());
    const afterwards: number[] = [];
    for (let count = 0; count < AFTERWARDS; count++) afterwards.push((await soon(imagine())).ms);
    const inTime = answers.filter(({ ms }) => ms <= IN_TIME_MS);
    const [worked, busy] = [inTime.filter(isWorked).length, inTime.filter(isBusy).length];
    const times = inTime.map(({ ms }) => ms);
    return {
      sent,
      perSecond: sent / (stormMs / 1_000),
      worked,
      busy,
      other: inTime.length - worked - busy,
      late: answers.length - inTime.length,
      never: sent - answers.length,
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
      coreShare: processorMs / stormMs,
      processorMsEach: processorMs / sent,
      memoryBeforeMib,
      memoryMostMib,
      loopP99Ms: delayMs,
      recoveryMs,
      afterwardsP99Ms: quantile(afterwards, 0.99),
    };
  } finally {
    await bot.close();
    await sender?.close();
    await discord.close();
  }
}

const isWorked = ({ body }: Answer) => body.includes('(Waiting to start)');
const isBusy = ({ body }: Answer) => body.includes('**The bot is busy**');

/** A connection that was ended is an interaction without an answer. */
const report = (error: unknown) => {
  if (!(error instanceof Error)) throw error;
};

/** Throws where nothing comes: outside of the storm the bot answers everybody. */
async function soon(answer: Promise<Answer>): Promise<Answer> {
  const first = await Promise.race([answer, pause(PATIENCE_MS, null, { ref: false })]);
  if (first === null) throw new Error('an interaction was not answered, with nothing else to do');
  return first;
}

async function recovery(imagine: () => Promise<Answer>): Promise<number> {
  const fromMs = performance.now();
  while (performance.now() - fromMs < RECOVERED_WITHIN_MS) {
    const late = pause(IN_TIME_MS, null, { ref: false });
    const answer = await Promise.race([imagine(), late]);
    if (answer !== null && isWorked(answer) && answer.ms < PROMPT_MS) break;
  }
  return performance.now() - fromMs;
}

async function readLoopDelayMs(url: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(/^fourfold_nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(page)?.[1]) * 1_000;
}
