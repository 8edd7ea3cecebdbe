import type { PriceOutcome } from '#application/accounts/credit-service.ts';
import type { AppContext } from '#application/app-context.ts';
import { chooseVendor } from '#application/vendors/choose-vendor.ts';
import type { GuildId } from '#domain/ids.ts';
import { priceCredits } from '#domain/price.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { beginningOf } from '#domain/prompt/film.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { speedOf } from '#domain/prompt/read.ts';
import type { Speed } from '#domain/speed.ts';
import { speedOfJob } from '#domain/speed-of-job.ts';
import { versionAsked } from './accept-job.ts';
import { promptRejected } from './written-prompt.ts';

/** What the prompt would cost, found the way that `/imagine` finds it; nothing is booked. */
export async function priceOfPrompt(
  context: AppContext,
  { guildId, prompt }: { readonly guildId: GuildId; readonly prompt: string },
): Promise<PriceOutcome> {
  const parsed = parsePrompt(prompt);
  const problem = firstProblem(parsed);
  if (problem !== null) return promptRejected(problem);
  const { action, parsed: heeded } = beginningOf(parsed);
  const speed = speedOfJob(action, heeded, speedOf(parsed) ?? 'fast');
  const choice = await chooseVendor(context, { action, parsed: heeded, speed });
  if (choice.kind === 'rejected') return choice;
  const { vendor } = choice;
  const version = versionAsked({ action, prompt });
  const priced = { action, version, vendor: vendor.name } as const;
  const at = (each: Speed) => priceCredits({ ...priced, speed: each }, context.settings.prices);
  const { monthlyCredits } = context.settings;
  const account = await context.store.account(guildId, monthlyCredits, context.clock.nowMs());
  return {
    kind: 'priced',
    credits: at(speed),
    speed,
    vendorLabel: vendor.label,
    others: vendor.capabilities.speeds
      .filter((each) => each !== speed && each === speedOfJob(action, heeded, each))
      .map((each) => ({ speed: each, credits: at(each) })),
    availableCredits: account.available,
  };
}
