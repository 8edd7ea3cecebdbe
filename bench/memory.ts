/** Memory in many servers beside stock discord.js with the Guilds intent: `npm run bench -- memory [servers...]`. */
import { openBareDiscord } from './setup/bare-discord.ts';
import { startBotUnderTest } from './setup/bot-under-test.ts';

const given = process.argv.slice(2).map(Number);

for (const guilds of given.length > 0 ? given : [2_500, 25_000]) {
  for (const name of ['bare', 'fourfold'] as const) {
    const discord = await openBareDiscord(guilds);
    const bot = await startBotUnderTest(name, discord, { BENCH_GUILDS: 'true', VENDORS: 'studio' });
    // The yardstick has read all servers when it answers; Fourfold is sent none.
    if (name === 'bare') await discord.imagine();
    process.stdout.write(`${guilds} servers, ${name}: ${bot.memoryMib().toFixed(0)} MiB\n`);
    await bot.close();
    await discord.close();
  }
}
