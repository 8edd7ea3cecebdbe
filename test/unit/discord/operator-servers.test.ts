/** How: the real application behind the real edge, on a playground with two servers that the bot is in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServerAdmission } from '#application/accounts/server-admission.ts';
import { createApplication } from '#application/create-application.ts';
import { suggestServer, whichServer } from '#commands/operator/which-server.ts';
import { guildId, userId } from '#domain/ids.ts';
import { LANGUAGES } from '#i18n/language.ts';
import { translatorFor } from '#i18n/translator.ts';
import { setupContext } from '#test/fixtures/app-context.ts';
import { type Edge, setUpEdge } from '#test/fixtures/discord-edge.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

let edge: Edge;
let world: Awaited<ReturnType<typeof setupContext>>;
let harbour: string;
beforeEach(async () => {
  edge = await setUpEdge();
  const owner = userId(edge.playground.person('owner').id);
  world = await setupContext({ settings: { operatorIds: [owner] } });
  edge.scripted.application = createApplication(world.context);
  harbour = edge.playground.guildId('Harbour Lights');
});
afterEach(async () => {
  await edge.stop();
  await world.close();
});

/** As long as a server's id, and none. */
const NOWHERE = '999999999999999999';

async function typing(who: 'owner' | 'member', text: string, command = 'operator grant') {
  const option = command === 'operator servers' ? 'after' : 'server';
  const act = await edge.playground
    .person(who)
    .autocomplete(edge.channelId, command, { option, text });
  await edge.router.idle();
  return act.choices() ?? [];
}

async function answer(
  name: string,
  options: Readonly<Record<string, string | number | boolean>>,
): Promise<string> {
  const owner = edge.playground.person('owner');
  await owner.command(edge.channelId, name, options);
  await edge.router.idle();
  const shown = owner.sees(edge.channelId).at(-1)?.embeds[0];
  return `${shown?.title ?? ''}\n${shown?.description ?? ''}`;
}

describe('a server that an operator is typing', () => {
  it('is suggested by part of its name, whatever the case, and chosen by its id', async () => {
    const harbourLights = { name: `Harbour Lights (${harbour})`, value: harbour };
    expect(await typing('owner', 'our li')).toEqual([harbourLights]);
    expect(await typing('owner', harbour.slice(2), 'operator servers')).toContainEqual(
      harbourLights,
    );
    expect((await typing('owner', '')).length).toBeGreaterThan(1);
    expect(await typing('owner', 'no such name')).toEqual([]);
  });

  it('is suggested to nobody who does not run the bot', async () => {
    edge.scripted.application = createApplication({
      ...world.context,
      settings: { ...world.context.settings, operatorIds: [] },
    });
    expect(await typing('owner', 'harbour')).toEqual([]);
  });

  it('is cut to what Discord takes, its id whole', async () => {
    const ids = Array.from(
      { length: 30 },
      (_, place) => `${99_999_999_999_999_999_900n + BigInt(place)}`,
    );
    const servers = new Map(ids.map((id) => [guildId(id), `${id.slice(-2)}${'😀'.repeat(49)}`]));
    const suggested = await suggestServer(
      { user: { id: userId('1'), name: 'ana' }, typed: '' },
      {
        application: { credits: { isOperator: () => true } },
        guildNames: { all: async () => servers, read: async () => servers },
        clock: world.context.clock,
      },
    );
    expect(suggested.map(({ value }) => value)).toEqual(ids);
    for (const { name, value } of suggested) {
      expect(name.length).toBeLessThanOrEqual(100);
      expect(name.endsWith(` (${value})`) && name.isWellFormed()).toBe(true);
    }
  });

  it('is one of at most 25 suggestions, as many as Discord accepts', async () => {
    const recentResults = async () => Array.from({ length: 30 }, () => discordJob());
    edge.scripted.application = { ...edge.scripted.application, recentResults };
    const act = await edge.playground
      .person('owner')
      .autocomplete(edge.channelId, 'show', { option: 'job_id', text: '' });
    await edge.router.idle();
    expect(act.choices()).toHaveLength(25);
  });

  it('costs one request a minute, however much is typed', async () => {
    const asked = () =>
      edge.playground.traffic.all().filter(({ path }) => path.includes('/users/@me/guilds')).length;
    for (const text of ['h', 'ha', 'har']) await typing('owner', text);
    expect(asked()).toBe(1);
    edge.clock.advance(60_000);
    await typing('owner', 'harb');
    expect(asked()).toBe(2);
  });
});

describe('an answer about a server', () => {
  it.each([
    ['operator approve', {}],
    ['operator block', { blocked: true, reason: 'a test' }],
    ['operator block', { blocked: false }],
    ['operator links', {}],
    ['operator grant', { amount: 5, reason: 'a test' }],
    ['operator adjust', { amount: 5, reason: 'a test' }],
    ['operator adjust', { amount: -100_000, reason: 'a test' }],
    ['operator server', {}],
    ['operator erase', { sure: true }],
  ] as const)('names it: /%s %j', async (name, options) => {
    expect(await answer(name, { ...options, server: harbour })).toContain(
      `Harbour Lights (${harbour})`,
    );
  });

  it.each([
    ['operator approve', {}],
    ['operator block', { blocked: true }],
    ['operator links', {}],
    ['operator grant', { amount: 5, reason: 'a test' }],
    ['operator adjust', { amount: 5, reason: 'a test' }],
    ['operator server', { monthly: 5 }],
    ['operator erase', { sure: true }],
  ] as const)('that the bot never met is a refusal: /%s %j', async (name, options) => {
    const said = await answer(name, { ...options, server: NOWHERE });
    expect(said).toContain('Nothing was changed');
    expect(said).toContain(`in no server with the id \`${NOWHERE}\``);
    expect(said).toContain('choose it from the list');
    const { store } = world.context;
    expect(await store.accountsAfter(null, 10)).toEqual([]);
    const { approved, blocked } = await store.guildSettings(guildId(NOWHERE));
    expect([approved, blocked]).toEqual([false, null]);
  });

  it.each(['approve', 'links', 'server'])(
    'that has a name and no id is a refusal: %s',
    async (name) => {
      const said = await answer(`operator ${name}`, { server: 'Harbour Lights' });
      expect(said).toContain('15 to 20 digits');
      expect(said).toContain('choose it from the list');
    },
  );

  it('says of a server that is not blocked that it is not, and unblocks one that is', async () => {
    const unblock = { server: harbour, blocked: false };
    expect(await answer('operator block', unblock)).toBe(
      `Nothing was changed\nHarbour Lights (${harbour}) is not blocked.`,
    );
    await answer('operator block', { server: harbour, blocked: true });
    expect(await answer('operator block', unblock)).toContain('Unblocked');
  });

  it.each([
    ['operator approve', {}],
    ['operator block', { blocked: true, reason: 'a test' }],
    ['operator server', { monthly: 900 }],
  ] as const)(
    'says what is like that already, and records it once: /%s %j',
    async (name, options) => {
      const records = () => world.context.store.decisions({ kind: 'all' }, 10);
      const wish = { ...options, server: harbour };
      expect(await answer(name, wish)).not.toContain('Nothing was changed');
      expect(await answer(name, wish)).toMatch(/^Nothing was changed/);
      expect(await records()).toHaveLength(1);
    },
  );

  it('quotes the reason of a block as text', async () => {
    const reason = '[free](https://evil.example)';
    const said = await answer('operator block', { server: harbour, blocked: true, reason });
    expect(said).toContain(String.raw`Members see: \[free\]`);
    expect(await answer('operator block', { server: harbour, blocked: true })).toContain(
      'Members see: no reason given',
    );
  });

  it('lists no servers after something that is no id', async () => {
    expect(await answer('operator servers', { after: 'Harbour' })).toContain('15 to 20 digits');
  });

  it('lists every server, also those that never asked, in the order of their ids and page by page', async () => {
    const ids = Array.from({ length: 45 }, (_, place) =>
      guildId(`${990_000_000_000_000_000 + place * 1_000}`),
    );
    const asked: string[] = [];
    const store = new Proxy(world.context.store, {
      get: (target, name, receiver) => {
        asked.push(String(name));
        return Reflect.get(target, name, receiver);
      },
    });
    const { credits } = createApplication({ ...world.context, store });
    // Every third has an account, and one that has taken the bot out does, too.
    for (const id of ids.filter((_, place) => place % 3 === 0)) {
      await world.context.store.account(id, 100, world.context.clock.nowMs());
    }
    const present = ids.filter((_, place) => place % 9 !== 0);
    const seen: string[] = [];
    for (let page = await credits.servers(null, present); ; ) {
      // However many servers are on it.
      expect(asked.splice(0)).toEqual(['accountsAfter', 'settingsOf']);
      seen.push(...page.servers.map(({ guildId: id }) => id));
      for (const { guildId: id, account } of page.servers) {
        expect(account !== null).toBe(ids.indexOf(id) % 3 === 0);
      }
      const last = page.servers.at(-1);
      if (!page.hasMore || last === undefined) break;
      page = await credits.servers(last.guildId, present);
    }
    expect(seen).toEqual(ids);
  });

  it('shows a server that never asked by name, and that it has not used the bot', async () => {
    await world.context.store.account(guildId(harbour), 100, world.context.clock.nowMs());
    const shown = await answer('operator servers', {});
    expect(shown).toContain(`**Harbour Lights** \`${harbour}\`\n100 left`);
    const lanterns = edge.playground.guildId('Paper Lanterns');
    expect(shown).toContain(`**Paper Lanterns** \`${lanterns}\`\nhas not used the bot yet`);
  });

  it('says of each server whether it is served, and tells nobody that it waits', async () => {
    const [waiting, blocked] = [harbour, edge.playground.guildId('Paper Lanterns')].map(guildId);
    const announced: string[] = [];
    const { store } = world.context;
    const admission = createServerAdmission({
      store,
      settings: { guildIds: [], operatorIds: [], isUndecided: true },
      isPublic: async () => true,
      announce: (id) => announced.push(id),
      log: { info: () => {} },
    });
    edge.scripted.application = createApplication({ ...world.context, admission });
    await answer('operator block', { server: blocked ?? '', blocked: true });
    const shown = await answer('operator servers', {});
    expect(shown).toContain(`\`${waiting}\` · **waits for approval: \`/operator approve\`**\n`);
    expect(shown).toContain(`\`${blocked}\` · **blocked**\n`);
    await answer('operator approve', { server: waiting ?? '' });
    expect(await answer('operator servers', {})).toContain(`\`${waiting}\`\n`);
    expect(announced).toEqual([]);
  });

  it('says that a quota was set, and nothing of the kind where it is only shown', async () => {
    expect(await answer('operator server', { server: harbour })).not.toContain('Quota set');
    const said = await answer('operator server', { server: harbour, monthly: 900 });
    expect(said).toContain(`Quota set · Harbour Lights (${harbour})\n`);
    expect(said).toContain('**Monthly**: 900 credits');
  });

  it('says when granted credits expire', async () => {
    const given = { server: harbour, amount: 5, reason: 'a test' };
    expect(await answer('operator grant', given)).not.toContain('expires');
    const untilMs = world.context.clock.nowMs() + 30 * 86_400_000;
    expect(await answer('operator grant', { ...given, days: 30 })).toContain(
      `What is left of them expires <t:${untilMs / 1000}:f>.`,
    );
  });

  it('that took the bot out works by its id, for it has a history', async () => {
    const gone = guildId(NOWHERE);
    await world.context.store.account(gone, 100, world.context.clock.nowMs());
    expect(
      await answer('operator adjust', { server: gone, amount: 5, reason: 'a test' }),
    ).toContain(`${gone} now has`);
  });
});

it('a server cannot be looked up while Discord is silent, and that is said in every language', async () => {
  const names = { all: async () => null, read: async () => new Map() };
  const service = { hasHistory: async () => false };
  for (const language of LANGUAGES) {
    const translator = translatorFor(language);
    const why = translator.say('operator.server-unchecked', { server: NOWHERE });
    expect(await whichServer({ service, names }, translator, NOWHERE)).toEqual({
      kind: 'refused',
      why,
    });
  }
});
