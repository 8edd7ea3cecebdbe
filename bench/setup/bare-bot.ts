/** Stock discord.js as its guide shows it: the yardstick. Answers every command with a line of text. */
import { Client, Events, GatewayIntentBits } from 'discord.js';

const { DISCORD_API_URL, DISCORD_TOKEN } = process.env;
const client = new Client({
  intents: process.env.BENCH_GUILDS === 'true' ? [GatewayIntentBits.Guilds] : [],
  rest: { api: DISCORD_API_URL ?? '', globalRequestsPerSecond: 10_000 },
});
client.once(Events.ClientReady, () => process.stdout.write('"msg":"ready"\n'));
client.on(Events.InteractionCreate, (interaction) => {
  if (interaction.isChatInputCommand()) {
    interaction
      .reply({ content: `**${interaction.options.getString('prompt')}** (Waiting to start)` })
      .catch((error: unknown) => process.stderr.write(`${error}\n`));
  }
});
await client.login(DISCORD_TOKEN);
