/** A request's price by the vendor's price list, step by step. */
import type { PlannedStep, VendorPrice, VendorRequest } from '#ports/vendor.ts';
import type { CallPrice, VendorPrices, VendorSpecification } from './define-vendor.ts';

/** The calls that the request takes, each with its list price. */
export function plannedSteps(
  { stepCount, reusableSteps, prices }: VendorSpecification,
  request: VendorRequest,
): readonly PlannedStep[] {
  const { unit, perJob, reusableStep, times = () => 1 } = prices;
  const priceOf = (price: CallPrice | undefined): VendorPrice | null => {
    const amount = typeof price === 'object' ? price[request.speed] : price;
    return amount === undefined ? null : { amount, unit };
  };
  const price = priceOf(perJob[request.action]);
  const whole = price === null ? null : { unit, amount: price.amount * times(request) };
  const count = stepCount(request);
  const reusable = reusableSteps?.(request) ?? 0;
  return Array.from({ length: count }, (_, index) => {
    if (index < reusable) return { reusable: true, price: priceOf(reusableStep) };
    // A modal that waits for a prompt or mask costs nothing until it is submitted.
    const isLast = index + 1 === count;
    return { reusable: false, price: isLast ? whole : { unit, amount: 0 } };
  });
}

/** The highest price on the list; null if it has none. */
export function highestPrice({ unit, perJob, reusableStep = 0 }: VendorPrices): VendorPrice | null {
  const listed = [...Object.values(perJob), reusableStep].flatMap((price) =>
    typeof price === 'object' ? Object.values(price) : price,
  );
  const amount = Math.max(...listed);
  return amount === 0 ? null : { unit, amount };
}
