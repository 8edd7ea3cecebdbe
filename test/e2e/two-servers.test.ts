/**
 * How: two people in two servers of the playground start, press and set things at the same moments, several rounds
 * of it; then everything that each server and each person has is looked through for the other's.
 */
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postButtons } from '#test/fixtures/bot-message.ts';
import { type LiveBot, startLiveBot } from '#test/fixtures/live-bot.ts';

const ROUNDS = 2;
const PATIENCE_MS = 180_000;
const MONTHLY = 1_000;
const GRID_CREDITS = 8;

let live: LiveBot;
beforeAll(async () => {
  live = await startLiveBot({
    environment: {
      STUDIO_SECONDS: '1',
      MONTHLY_CREDITS: String(MONTHLY),
      MEMBER_RUNNING_JOBS: '5',
    },
  });
});
afterAll(async () => {
  await live?.close();
});

/** One of the two, in a server of their own. */
const sides = () => [
  { role: 'member', server: 'Harbour Lights', place: 'lantern-room', word: 'harbour', remix: true },
  {
    role: 'stranger',
    server: 'Paper Lanterns',
    place: 'Paper Lanterns/folding-table',
    word: 'paper',
    remix: false,
  },
];
type Side = ReturnType<typeof sides>[number];

const person = ({ role }: Side) => live.playground.person(role);
const channel = ({ place }: Side) => live.playground.channelId(place);
const words = ({ content, embeds }: APIMessage) => `${content}\n${JSON.stringify(embeds)}`;

async function answerTo(side: Side, name: string, options = {}): Promise<APIMessage> {
  return (await person(side).command(channel(side), name, options)).reply();
}

async function resultOf(side: Side, source: APIMessage): Promise<APIMessage> {
  return live.final(channel(side), (m) => m.message_reference?.message_id === source.id);
}

/** A grid, then U1 and V2 of it pressed together; what it made, 16 credits. */
async function round(side: Side, number: number): Promise<readonly APIMessage[]> {
  const prompt = `a ${side.word} ship ${number}`;
  const grid = await resultOf(side, await answerTo(side, 'imagine', { prompt }));
  await Promise.all(['U1', 'V2'].map((label) => person(side).press(grid, { label })));
  const finals = await Promise.all(
    [/ - Image #1 /, / - Variations /].map((line) =>
      live.final(
        channel(side),
        (m) => m.message_reference?.message_id === grid.id && line.test(m.content),
      ),
    ),
  );
  return [grid, ...finals];
}

it(
  'two people in two servers at once never meet',
  async () => {
    const made = await Promise.all(
      sides().map(async (side) => {
        if (side.remix) await answerTo(side, 'fast');
        await answerTo(side, 'prefer suffix', { new_value: side.remix ? '--ar 3:2' : '--chaos 5' });
        const rounds = Array.from({ length: ROUNDS }, (_, number) => round(side, number));
        return (await Promise.all(rounds)).flat();
      }),
    );
    for (const [place, side] of sides().entries()) {
      const other = sides()[1 - place];
      if (other === undefined) throw new Error('there are two sides');
      // Messages: three for each round, each its own person's, and nothing of the other side's.
      expect(made[place]).toHaveLength(3 * ROUNDS);
      const seen = live.playground.messages.all(channel(side));
      expect(live.finals(channel(side))).toHaveLength(3 * ROUNDS);
      expect(JSON.stringify(seen)).not.toContain(other.word);
      for (const message of live.finals(channel(side))) {
        expect(message.content).toContain(`<@${person(side).id}>`);
        expect(message.content).toContain(side.remix ? '--ar 3:2' : '--chaos 5');
        expect(message.content).not.toContain(side.remix ? '--chaos' : '--ar');
      }
      // Credits: what this side used, and no more.
      const left = MONTHLY - ROUNDS * 2 * GRID_CREDITS;
      const credits = words(await answerTo(side, 'credits'));
      expect(credits).toContain(`**Available**: ${left}`);
      // Lists: each person's own jobs alone.
      const info = words(await answerTo(side, 'info'));
      expect(info).toContain(side.word);
      expect(info).not.toContain(other.word);
    }
  },
  PATIENCE_MS,
);

it('a job of one server is nothing in the other, by its id or by a forged press', async () => {
  const [here, there] = sides();
  if (here === undefined || there === undefined) throw new Error('there are two sides');
  const [foreign] = live.finals(channel(there));
  const id = /_([0-9a-z]{16})\.\w+$/.exec(foreign?.attachments[0]?.filename ?? '')?.[1] ?? '?';
  const before = live.playground.messages.all(channel(there)).length;
  const shown = await answerTo(here, 'show', { job_id: id });
  expect(words(shown)).toContain('no such job');
  const customIds = ['u1', 'v2', 'r', 'favourite', 'cancel'].map((token) => `f1.${id}.${token}`);
  const decoy = await postButtons(live.playground, channel(here), customIds);
  for (const customId of customIds) {
    const act = await person(here).press(decoy, { customId });
    expect(words(await act.reply())).toContain('no such job');
  }
  expect(live.playground.messages.all(channel(there))).toHaveLength(before);
});
