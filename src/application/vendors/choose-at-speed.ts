import type { AppContext } from '#application/app-context.ts';
import type { Speed } from '#domain/speed.ts';
import { chooseVendor, type VendorChoice } from './choose-vendor.ts';
import type { RequirementsAt } from './vendor-obstacle.ts';

/** Chooses a vendor; a speed from the person's settings falls back to fast if no vendor has it. */
export async function chooseAtSpeed(
  context: AppContext,
  requirementsAt: RequirementsAt,
  { speed, isSpeedTyped }: { readonly speed: Speed; readonly isSpeedTyped: boolean },
): Promise<VendorChoice> {
  const choice = await chooseVendor(context, requirementsAt);
  if (choice.kind === 'chosen' || isSpeedTyped || speed === 'fast') return choice;
  const usual = await chooseVendor(context, (version) => ({
    ...requirementsAt(version),
    speed: 'fast',
  }));
  return usual.kind === 'chosen' ? usual : choice;
}
