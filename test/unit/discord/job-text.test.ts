import { expect, it } from 'vitest';
import { echoOf } from '#discord/screens/job-text.ts';
import { discordJob } from '#test/fixtures/discord-job.ts';

const echo = (prompt: string) => {
  const job = discordJob();
  return echoOf({ request: { ...job.request, prompt } });
};

it.each([
  ['https://a.b/x.png?ex=1&is=2&hm=abc&', '<https://a.b/x.png>'],
  ['https://a.b/x.png?hm=abc', '<https://a.b/x.png>'],
  ['https://a.b/x.png?width=3&ohm=4', '<https://a.b/x.png?width=3&ohm=4>'],
])('the signature of %s is not shown', (link, shown) => {
  expect(echo(`${link} a fox`)).toBe(`${shown} a fox`);
});

it('takes no longer for a link of many question marks and ampersands', () => {
  const link = `https://a.b/x.png${'?&'.repeat(30_000)}`;
  const startedAt = performance.now();
  echo(`${link} a fox`);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
