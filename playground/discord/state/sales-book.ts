/** What somebody bought, as Discord shows it to the application. */
export type Entitlement = {
  readonly id: string;
  readonly sku_id: string;
  readonly application_id: string;
  readonly user_id: string;
  /** Absent for what was sold to a person. */
  readonly guild_id?: string;
  /** Bought for the application; Discord's own document knows no other that is sold. */
  readonly type: 8;
  readonly deleted: boolean;
  readonly consumed?: boolean;
  readonly starts_at: string | null;
  readonly ends_at: string | null;
};

export type Subscription = {
  readonly id: string;
  readonly user_id: string;
  readonly sku_ids: readonly string[];
  readonly entitlement_ids: readonly string[];
  readonly renewal_sku_ids: null;
  readonly current_period_start: string;
  readonly current_period_end: string;
  /** 0 active, 1 inactive, 2 ending. */
  readonly status: 0 | 1 | 2;
  readonly canceled_at: null;
};

/** Everything that was sold, by id. */
export type SalesBook = {
  readonly entitlements: Map<string, Entitlement>;
  readonly subscriptions: Map<string, Subscription>;
};
