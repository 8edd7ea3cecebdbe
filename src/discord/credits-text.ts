/** `1 credit`, `8 credits`, `1,000 credits`. */
export function creditsText(credits: number): string {
  return `${amountText(credits)} ${credits === 1 ? 'credit' : 'credits'}`;
}

/** `1,000`. */
export function amountText(credits: number): string {
  return credits.toLocaleString('en-US');
}
