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
      postgresUrl: null,
      vendorOrder: ['studio'],
      monthlyCredits: 2000,
      httpHost: '127.0.0.1',
      httpPort: 8080,
      reactions: false,
    });
  });

  it.each([
    ['APIFRAME_APIKEY', 'APIFRAME_API_KEY'],
    ['DISCORD_TOKN', 'DISCORD_TOKEN'],
    ['discord_token', 'DISCORD_TOKEN'],
    ['MONTLHY_CREDIT', 'MONTHLY_CREDITS'],
    ['SKU', 'SKUS'],
  ])('refuses %s in the environment, as one who meant %s', (variable, meant) => {
    const outcome = readConfig({ [variable]: '1' }, definitions);
    expect(outcome).toEqual({
      kind: 'problems',
      problems: [{ variable, problem: `is not a setting of this bot; did you mean ${meant}?` }],
    });
  });

  it.each(['HTTP_PROXY', 'http_proxy', 'NODE_OPTIONS', 'TZ', 'SHLVL', 'APIFRAME_NOTES_OF_MINE'])(
    'leaves %s in the environment alone',
    (variable) => {
      expect(problemsOf({ [variable]: '1' })).toEqual([]);
    },
  );

  it('refuses in `.env` what it does not know, however far from a known name', () => {
    const outcome = readConfig(
      { APIFRAME_KEY: '1', WHATEVER: '2', TZ: 'UTC', LOG_LEVEL: 'warn', EMPTY: '' },
      definitions,
      ['APIFRAME_KEY', 'WHATEVER', 'TZ', 'LOG_LEVEL', 'EMPTY'],
    );
    expect(outcome).toEqual({
      kind: 'problems',
      problems: [
        {
          variable: 'APIFRAME_KEY',
          problem: 'is not a setting of this bot; did you mean APIFRAME_API_KEY?',
        },
        {
          variable: 'WHATEVER',
          problem: 'is not a setting of this bot; remove it from .env',
        },
      ],
    });
  });

  it.each([
    'http://127.0.0.1:8090/api',
    'http://127.9.9.9/api',
    'http://2130706433/api',
    'http://localhost:8090/api',
    'http://[::1]:8090/api',
  ])('with a token and no vendor paints for an emulator of Discord at %s', (DISCORD_API_URL) => {
    expect(configOf({ DISCORD_TOKEN: 'abc', DISCORD_API_URL }).vendorOrder).toEqual(['studio']);
  });

  it.each([
    'https://discord.com/api',
    'http://127.0.0.1.example.com/api',
    'http://localhost.example.com/api',
    'http://10.0.0.5/api',
    'http://[::2]/api',
  ])('with a token and no vendor is refused where Discord is %s', (DISCORD_API_URL) => {
    const outcome = readConfig({ DISCORD_TOKEN: 'abc', DISCORD_API_URL }, definitions);
    expect(outcome).toEqual({
      kind: 'problems',
      problems: [{ variable: 'DISCORD_TOKEN', problem: expect.stringContaining('VENDORS=studio') }],
    });
  });

  it('says all at once, also where one variable is wrong by itself', () => {
    const environment = { HTTP_PORT: '99999', VENDORS: 'apifram', VENDOR_CONCURRENCY: 'x:1' };
    expect(problemsOf(environment)).toEqual(['HTTP_PORT', 'VENDORS', 'VENDOR_CONCURRENCY']);
  });

  it('draws no conclusions from what is wrong by itself', () => {
    const environment = { ROLES: 'gateway', DATABASE_URL: 'mysql://x' };
    expect(problemsOf(environment)).toEqual(['DATABASE_URL']);
    const elsewhere = { DISCORD_TOKEN: 'x', DISCORD_API_URL: '127.0.0.1' };
    expect(problemsOf(elsewhere)).toEqual(['DISCORD_API_URL']);
  });

  it.each([
    ['apifrem', /did you mean apiframe\? Known are acedata, apiframe/],
    ['Midapi', /did you mean midapi\?/],
    ['stabledream', /unknown vendor; known are acedata, apiframe/],
  ])('VENDORS=%s says which vendors there are, and which was meant', (name, says) => {
    const outcome = readConfig({ VENDORS: name }, definitions);
    const [problem] = outcome.kind === 'problems' ? outcome.problems : [];
    expect(problem?.problem).toMatch(says);
    expect(problem?.problem).not.toContain(name);
  });

  it('takes the quotes off that Docker leaves on, of keys too', () => {
    const config = configOf({ DISCORD_TOKEN: '"abc.def"', APIFRAME_API_KEY: "'afk_0123456789'" });
    expect(config.discordToken).toBe('abc.def');
    expect(config.vendors.map(({ secrets }) => secrets)).toEqual([['afk_0123456789']]);
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
    expect(configOf({ DATABASE_URL: url })).toMatchObject({
      databaseFile: file,
      postgresUrl: null,
    });
  });

  it.each([
    'postgres://somewhere/db',
    'postgresql://me:secret@somewhere:5433/db',
    'postgres://me:100%safe@somewhere/db',
    'postgres://me@/db?host=/var/run/postgresql',
  ])('reads %s as a PostgreSQL database', (url) => {
    expect(configOf({ DATABASE_URL: url }).postgresUrl).toBe(url);
  });

  it.each([
    [{ DISCORD_API_URL: 'discord.com' }, ['DISCORD_API_URL']],
    [{ DISCORD_API_URL: 'ftp://discord.com' }, ['DISCORD_API_URL']],
    [{ DISCORD_TOKEN: 'two words' }, ['DISCORD_TOKEN']],
    [{ DATABASE_URL: 'mysql://somewhere/db' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'postgres://me:pa/ss@somewhere/db' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'postgres://me:pa#ss@somewhere/db' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'postgres://me:pass@somewhere:port/db' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'postgres://' }, ['DATABASE_URL']],
    [
      { ARCHIVE_URL: 's3://pictures', PRICES_FILE: '/nowhere' },
      ['PRICES_FILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
    ],
    [{ HTTP_PORT: '65536' }, ['HTTP_PORT']],
    [{ HTTP_PORT: '8080.5' }, ['HTTP_PORT']],
    [{ METRICS_PORT: '-1' }, ['METRICS_PORT']],
    [{ METRICS_TOKEN: 'too-short' }, ['METRICS_TOKEN']],
    [{ METRICS_TOKEN: 'with blanks in it, and long' }, ['METRICS_TOKEN']],
    [{ MONTHLY_CREDITS: '1e99' }, ['MONTHLY_CREDITS']],
    [{ OPERATOR_IDS: '1,2' }, ['OPERATOR_IDS']],
    [{ REACTIONS: 'perhaps' }, ['REACTIONS']],
    [{ LOG_LEVEL: 'loud' }, ['LOG_LEVEL']],
    [{ STUDIO_SECONDS: '-1' }, ['STUDIO_SECONDS']],
    [{ NODE_ENV: 'production' }, ['DISCORD_TOKEN']],
    [{ DISCORD_TOKEN: 'Bot abc', VENDORS: 'studio' }, ['DISCORD_TOKEN']],
    [{ DISCORD_TOKEN: 'abc' }, ['DISCORD_TOKEN']],
    [{ GUILD_IDS: 'my server' }, ['GUILD_IDS']],
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
