import { Client, Events } from 'discord.js';

/** A whole bot: `/ping` is answered. `api` is the only thing about it that knows of the playground. */
export const startPingBot = async (token: string, api: string): Promise<Client> => {
  const client = new Client({ intents: [], rest: { api } });
  client.on(Events.InteractionCreate, async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply('Pong!');
  });
  await client.login(token);
  await client.application?.commands.set([{ name: 'ping', description: 'Says Pong' }]);
  return client;
};
