/**
 * The people of a campaign: who they are, where, and what each does next, by chance from a seed. They press every button
 * of a message once at most, so that whatever is asked for twice was asked for twice by the bot.
 */
import type { APIMessage } from 'discord-api-types/v10';
import type { Act } from '#playground/discord/people/act.ts';
import type { Person } from '#playground/discord/person.ts';
import { buildWorld } from '#playground/discord/world/build-world.ts';
import type { World } from '#playground/discord/world/world.ts';
import type { Playground } from '#playground/start-playground.ts';
import { editorLink, filledPrompt, repaintRightHalf } from '#test/fixtures/answer-modal.ts';
import type { Seeded } from '#test/simulation/seeded.ts';
import { customIdsOf, resultJobOf } from './observe.ts';
import { nextTag, TAG } from './tag.ts';

/** What is sold, and for how many credits. */
export const COINS = { sku: '1100000000000000901', credits: 50 } as const;
export const CLUB = { sku: '1100000000000000902', credits: 300 } as const;

const CHANNELS = ['one', 'two', 'three', 'four'].map((name) => ({ name }));
export const PEOPLE = ['owner', 'ann', 'ben', 'cleo'] as const;

/** Two servers with everybody in both; the first person runs the bot. */
export function campaignWorld(): World {
  const members = PEOPLE.slice(1);
  return buildWorld({
    botName: 'Testbot',
    people: PEOPLE.map((name) => ({ role: name, name })),
    guilds: ['North', 'South'].map((name) => ({
      name,
      owner: 'owner',
      members,
      channels: CHANNELS,
    })),
  });
}

/** What was given to a server, as its operator and its buyers know it. */
export type Gift = { readonly server: string; readonly credits: number; readonly isSure: boolean };

/** What a person's acts are done with. */
export type Scene = {
  readonly playground: Playground;
  readonly random: Seeded;
  readonly acted: (what: string, act: Act) => void;
  readonly gave: (gift: Gift) => void;
  /** An entitlement that is to be consumed. */
  readonly bought: (id: string) => void;
  /** Results that hang on this tag were asked for once more. */
  readonly rerolled: (tag: string) => void;
  /** Buttons that were pressed before, as `message custom id`. */
  readonly pressed: Set<string>;
};

type Doing = (scene: Scene, person: Person, channelId: string) => Promise<void>;

const imagine =
  (words: (tag: string) => string): Doing =>
  async ({ playground: _, acted }, person, channelId) =>
    acted('imagine', await person.command(channelId, 'imagine', { prompt: words(nextTag()) }));

const batch: Doing = async ({ acted }, person, channelId) => {
  const prompt = `a {red,blue} lighthouse ${nextTag()}`;
  const act = await person.command(channelId, 'imagine', { prompt });
  acted('batch', act);
  const question = act.message();
  const yes = question && customIdsOf(question).find((id) => id.endsWith('.yes'));
  if (question && yes) acted('batch yes', await person.press(question, { customId: yes }));
};

const FREE = new Set(['favourite']);
const isAction = (id: string) => /^f1\.[0-9a-z]{16}\.\w+$/.test(id) && !id.endsWith('.cancel');

/** A button of one of the newest results that nobody pressed yet. */
const press: Doing = async (scene, person, channelId) => {
  const { playground, random, acted, pressed, rerolled } = scene;
  const results = playground.messages
    .all(channelId)
    .filter((message) => resultJobOf(message) !== null)
    .slice(-6);
  if (results.length === 0)
    return imagine((word) => `a lighthouse ${word}`)(scene, person, channelId);
  const message = random.pick(results);
  const ids = customIdsOf(message).filter(
    (id) => isAction(id) && !FREE.has(tokenOf(id)) && !pressed.has(`${message.id} ${id}`),
  );
  if (ids.length === 0) return;
  const customId = random.pick(ids);
  pressed.add(`${message.id} ${customId}`);
  const token = tokenOf(customId);
  if (/^r$/.test(token)) rerolled(TAG.exec(message.content)?.[0] ?? '');
  const act = await person.press(message, { customId });
  acted(`press ${token}`, act);
  await answerDialog(scene, person, act);
};

const tokenOf = (customId: string): string => customId.split('.')[2] ?? '';

/** A modal is submitted with other words, a region drawn in the browser or chosen in nine parts. */
async function answerDialog(scene: Scene, person: Person, act: Act): Promise<void> {
  const { acted } = scene;
  const prompt = filledPrompt(act.modal());
  if (prompt !== null) {
    const isZoom = /--zoom/.test(prompt);
    const words = TAG.test(prompt) ? prompt.replace(TAG, nextTag()) : `${nextTag()} ${prompt}`;
    // Only its own few numbers may be changed in a zoom's modal.
    const given = isZoom ? prompt.replace(/--zoom [\d.]+/, '--zoom 1.7') : words;
    acted('modal', await person.submitModal(act, { prompt: given }));
    return;
  }
  const message = act.message();
  const link = editorLink(message);
  if (link !== null) {
    // The bot may die while the editor is open; the person then sees their browser say so.
    await repaintRightHalf(link).catch(() => undefined);
    return;
  }
  if (message !== null) await chooseParts(scene, person, message);
}

async function chooseParts({ acted }: Scene, person: Person, asked: APIMessage): Promise<void> {
  const part = customIdsOf(asked).find((id) => /^r1\..*\.2\.\d+$/.test(id));
  if (part === undefined) return;
  const chosen = await person.press(asked, { customId: part });
  acted('part', chosen);
  const shown = chosen.message() ?? asked;
  const go = customIdsOf(shown).find((id) => /^r1\.[^.]+\.(?=[01]*1)[01]{9}\.go\.\d+$/.test(id));
  if (go === undefined) return;
  const act = await person.press(shown, { customId: go });
  acted('repaint', act);
  const prompt = filledPrompt(act.modal());
  if (prompt !== null)
    acted('modal', await person.submitModal(act, { prompt: `${prompt} ${nextTag()}` }));
}

const cancel: Doing = async ({ playground, random, acted }, person, channelId) => {
  const running = playground.messages
    .all(channelId)
    .filter((message) => message.interaction_metadata?.user.id === person.id)
    .flatMap((message) => {
      const customId = customIdsOf(message).find((id) => id.endsWith('.cancel'));
      return customId === undefined ? [] : [{ message, customId }];
    });
  if (running.length === 0) return;
  const { message, customId } = random.pick(running);
  acted('cancel', await person.press(message, { customId }));
};

const give: Doing = async ({ playground, random, acted, gave }, _person, channelId) => {
  const owner = playground.person('owner');
  const server = serverOf(playground, channelId);
  const amount = 1 + random.below(900);
  const options = { server, amount, reason: 'a campaign' };
  const act = await owner.command(channelId, 'operator grant', options);
  acted('grant', act);
  const title = act.message()?.embeds[0]?.title ?? '';
  // Refusals are embeds, too.
  const isSure = act.state().kind === 'acknowledged' && /^[\d,]+ credits? given$/.test(title);
  gave({ server, credits: amount, isSure });
};

const buy: Doing = async ({ playground, random, gave, bought }, person, channelId) => {
  const guildId = serverOf(playground, channelId);
  const purchase = { guildId, userId: person.id };
  const isClub = random.chance(0.3);
  const { credits } = isClub ? CLUB : COINS;
  if (isClub) playground.sales.subscribe({ ...purchase, skuId: CLUB.sku });
  else bought(playground.sales.buyOnce({ ...purchase, skuId: COINS.sku }));
  gave({ server: guildId, credits, isSure: true });
};

const ask =
  (name: string): Doing =>
  async ({ acted }, person, channelId) =>
    acted(name, await person.command(channelId, name, {}));

/** What people do, and how often. */
const DOINGS: readonly (readonly [number, Doing])[] = [
  [5, imagine((word) => `a lighthouse ${word}`)],
  [1, imagine((word) => `a relaxed lighthouse ${word} --relax`)],
  [1, imagine((word) => `a wide lighthouse ${word} --ar 3:2`)],
  [8, press],
  [1, batch],
  [1, cancel],
  [1, give],
  [1, buy],
  [1, ask('credits')],
];

const CHOICES = DOINGS.flatMap(([weight, doing]) => Array.from({ length: weight }, () => doing));

/** The next thing that a person does, wherever they like. */
export async function actOnce(scene: Scene, name: string): Promise<void> {
  const { playground, random } = scene;
  const server = random.pick(['North', 'South']);
  const channel = random.pick(CHANNELS).name;
  const doing = random.pick(CHOICES);
  await doing(scene, playground.person(name), playground.channelId(`${server}/${channel}`));
}

export function serverOf(playground: Playground, channelId: string): string {
  const channel = playground.world.channels.get(channelId);
  if (channel?.kind !== 'guild') throw new Error(`${channelId} is in no server`);
  return channel.guildId;
}
