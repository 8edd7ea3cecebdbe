import { describe, expect, it } from 'vitest';
import { readConfig } from '#config/config.ts';
import { loadVendors } from '#vendors/load-vendors.ts';

const definitions = await loadVendors();

function configOf(environment: Record<string, string>) {
  const outcome = readConfig(environment, definitions);
  if (outcome.kind === 'problems') throw new Error(JSON.stringify(outcome.problems));
  return outcome.config;
}

const problemsOf = (environment: Record<string, string>) => {
  const outcome = readConfig(environment, definitions);
  return outcome.kind === 'problems' ? outcome.problems.map(({ variable }) => variable) : [];
};

describe('the environment', () => {
  it('may be empty: everything has a default that works', () => {
    expect(configOf({})).toMatchObject({
      discordToken: null,
      discordApiUrl: 'https://discord.com/api',
      dataDir: './data',
      databaseFile: './data/fourfold.db',
      vendorOrder: ['studio'],
      monthlyCredits: 2000,
      httpHost: '127.0.0.1',
      httpPort: 8080,
      reactions: false,
    });
  });

  it('takes an empty value for an absent one', () => {
    expect(configOf({ DISCORD_TOKEN: '', HTTP_PORT: ' ', PUBLIC_URL: '' })).toMatchObject({
      discordToken: null,
      httpPort: 8080,
      publicUrl: null,
    });
  });

  it('uses every vendor whose key is set, and the studio only when none is', () => {
    expect(configOf({ APIFRAME_API_KEY: 'afk_0123456789' }).vendorOrder).toEqual(['apiframe']);
    expect(
      configOf({ APIFRAME_API_KEY: 'afk_0123456789', VENDORS: 'studio, apiframe' }).vendorOrder,
    ).toEqual(['studio', 'apiframe']);
  });

  it.each([
    ['file:/var/lib/fourfold.db', '/var/lib/fourfold.db'],
    ['file:///var/lib/fourfold.db', '/var/lib/fourfold.db'],
    ['sqlite:bot.db', 'bot.db'],
    ['./bot.db', './bot.db'],
  ])('reads %s as the file %s', (url, file) => {
    expect(configOf({ DATABASE_URL: url }).databaseFile).toBe(file);
  });

  it.each([
    [{ DISCORD_API_URL: 'discord.com' }, ['DISCORD_API_URL']],
    [{ DISCORD_API_URL: 'ftp://discord.com' }, ['DISCORD_API_URL']],
    [{ DISCORD_TOKEN: 'two words' }, ['DISCORD_TOKEN']],
    [{ DATABASE_URL: 'postgres://somewhere/db' }, ['DATABASE_URL']],
    [{ HTTP_PORT: '65536' }, ['HTTP_PORT']],
    [{ HTTP_PORT: '8080.5' }, ['HTTP_PORT']],
    [{ MONTHLY_CREDITS: '1e99' }, ['MONTHLY_CREDITS']],
    [{ OPERATOR_IDS: '1,2' }, ['OPERATOR_IDS']],
    [{ REACTIONS: 'perhaps' }, ['REACTIONS']],
    [{ LOG_LEVEL: 'loud' }, ['LOG_LEVEL']],
    [{ STUDIO_SECONDS: '-1' }, ['STUDIO_SECONDS']],
    [{ NODE_ENV: 'production' }, ['DISCORD_TOKEN']],
    [{ VENDORS: 'nosuch' }, ['VENDORS']],
    [{ VENDORS: 'apiframe' }, ['APIFRAME_API_KEY or APIFRAME_BASE_URL']],
    [
      { HTTP_PORT: 'x', LOG_LEVEL: 'loud', APIFRAME_API_KEY: 'a b' },
      ['HTTP_PORT', 'LOG_LEVEL', 'APIFRAME_API_KEY'],
    ],
  ])('refuses %j by name', (environment, variables) => {
    expect([...problemsOf(environment)].sort()).toEqual([...variables].sort());
  });
});
