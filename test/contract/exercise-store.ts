import { describe } from 'vitest';
import { exerciseAccepting } from './store-accepting.ts';
import { exerciseAudit } from './store-audit.ts';
import { exerciseClaiming } from './store-claiming.ts';
import { exerciseGrants } from './store-grants.ts';
import { exerciseLeases } from './store-leases.ts';
import { exerciseLedger } from './store-ledger.ts';
import { exerciseLimits } from './store-limits.ts';
import { exerciseLookups } from './store-lookups.ts';
import { exerciseMembers } from './store-members.ts';
import { exerciseRemarks } from './store-remarks.ts';
import { exerciseRetention } from './store-retention.ts';
import { exerciseSaving } from './store-saving.ts';
import type { OpenStore } from './store-world.ts';

/**
 * What every store must do, whatever it is built on. The factory opens a new, empty store each
 * time. Peculiarities of one store are tested beside it, never here.
 */
export function exerciseStore(title: string, open: OpenStore): void {
  describe(title, () => {
    exerciseAccepting(open);
    exerciseClaiming(open);
    exerciseSaving(open);
    exerciseLeases(open);
    exerciseLedger(open);
    exerciseGrants(open);
    exerciseLimits(open);
    exerciseLookups(open);
    exerciseMembers(open);
    exerciseRemarks(open);
    exerciseAudit(open);
    exerciseRetention(open);
  });
}
