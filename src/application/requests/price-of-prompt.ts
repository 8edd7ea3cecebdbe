import type { PriceOutcome } from '#application/accounts/credit-service.ts';
import type { AppContext } from '#application/app-context.ts';
import { chooseVendor } from '#application/vendors/choose-vendor.ts';
import { jobTerms } from '#application/vendors/job-terms.ts';
import type { GuildId } from '#domain/ids.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import { speedOf } from '#domain/prompt/read.ts';
import { beginningOf } from '#domain/prompt/video.ts';
import type { Speed } from '#domain/speed.ts';

/** What the prompt would cost, found the way that `/imagine` finds it; nothing is booked. */
export async function priceOfPrompt(
  context: AppContext,
  { guildId, prompt }: { readonly guildId: GuildId; readonly prompt: string },
): Promise<PriceOutcome> {
  const written = parsePrompt(prompt);
  const begun = beginningOf(written);
  const wish = { ...begun, written, speed: speedOf(written) ?? 'fast' };
  const choice = await chooseVendor(context, () => wish);
  if (choice.kind === 'rejected') return choice;
  const { vendor } = choice;
  const at = (speed: Speed) => {
    const terms = jobTerms(context, vendor.name, { ...begun, speed });
    return { speed: terms.speed, credits: terms.credits };
  };
  const own = at(wish.speed);
  const { monthlyCredits } = context.settings;
  const account = await context.store.account(guildId, monthlyCredits, context.clock.nowMs());
  return {
    kind: 'priced',
    ...own,
    vendorLabel: vendor.label,
    others: vendor.capabilities.speeds
      .filter((each) => each !== own.speed && each === at(each).speed)
      .map(at),
    availableCredits: account.available,
  };
}
