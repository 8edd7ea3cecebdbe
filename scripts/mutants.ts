/** A promise broken on purpose, and the tests that must notice. */
export type Mutant = {
  readonly title: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly tests: readonly string[];
};

const SIMULATION = ['test/simulation'];

/** Each would lose a job, a picture or a credit; none may survive the suite. */
export const MUTANTS: readonly Mutant[] = [
  {
    title: 'a vendor that forgets keys is asked again after a crash',
    file: 'src/application/run-submitting.ts',
    find: 'if (vendor.idempotent) {',
    replace: 'if (vendor.idempotent || true) {',
    tests: SIMULATION,
  },
  {
    title: 'a lost answer is taken for a refusal',
    file: 'src/application/submit-step.ts',
    find: "if (outcome.kind === 'lost') {",
    replace: "if (outcome.kind === 'lost' && false) {",
    tests: SIMULATION,
  },
  {
    title: 'a retried step gets a new idempotency key',
    file: 'src/application/run-queued.ts',
    find: 'steps.find(({ index }) => index === job.stepIndex) ?? {',
    replace: 'steps.find(({ index }) => index === -1) ?? {',
    tests: ['test/unit/run-job.test.ts'],
  },
  {
    title: 'the final message is posted without looking first',
    file: 'src/application/run-delivering.ts',
    find: 'const mayExist = job.postAttempted;',
    replace: 'const mayExist = false;',
    tests: ['test/unit/run-job.test.ts', ...SIMULATION],
  },
  {
    title: 'a failure keeps the credits',
    file: 'src/domain/job-transitions.ts',
    find: "failed: 'refund',",
    replace: "failed: 'settle',",
    tests: SIMULATION,
  },
  {
    title: 'a stale worker may save',
    file: 'src/store/sqlite/save-event.ts',
    find: ' || held.job.revision !== claimed.revision',
    replace: '',
    tests: [...SIMULATION, 'test/contract'],
  },
  {
    title: 'a press on another server’s job is accepted',
    file: 'src/application/request-follow-up.ts',
    find: 'parent === null || parent.origin.guildId !== request.origin.guildId',
    replace: 'parent === null',
    tests: ['test/unit/requests.test.ts'],
  },
  {
    title: 'a button that is not offered is accepted',
    file: 'src/application/request-follow-up.ts',
    find: 'if (!offered)',
    replace: 'if (!offered && false)',
    tests: ['test/unit/requests.test.ts'],
  },
  {
    title: 'another member’s job is shown',
    file: 'src/application/show-job.ts',
    find: 'if (job.origin.userId !== request.userId) {',
    replace: 'if (job.origin.userId !== request.userId && false) {',
    tests: ['test/unit/requests.test.ts'],
  },
  {
    title: 'secrets reach the log',
    file: 'src/log.ts',
    find: "for (const secret of known) clean = clean.replaceAll(secret, '[secret]');",
    replace: '',
    tests: ['test/unit/log.test.ts'],
  },
  {
    title: 'U3 shows the picture of another cell',
    file: 'src/application/result-from-archive.ts',
    find: '({ cell }) => cell === job.request.cell',
    replace: '({ cell }) => cell !== job.request.cell',
    tests: ['test/unit/requests.test.ts', 'test/e2e'],
  },
  {
    title: 'a job without an end is waited for for ever',
    file: 'src/application/run-running.ts',
    find: 'inside.clock.nowMs() >= job.deadlineAtMs',
    replace: 'inside.clock.nowMs() < 0',
    tests: SIMULATION,
  },
  {
    title: 'an interaction is answered when it is too late',
    file: 'commands/imagine.ts',
    find: 'const outcome = await context.application.requestImagine(',
    replace:
      'await new Promise((resolve) => setTimeout(resolve, 3_500));\n    const outcome = await context.application.requestImagine(',
    tests: ['test/e2e/answer-in-time.test.ts'],
  },
  {
    title: 'a refusal for want of credits says nothing of what to do',
    file: 'src/discord/render-rejection.ts',
    find: "'and whoever runs this bot can add credits. `/credits` shows the account.',",
    replace: "'',",
    tests: ['test/unit/discord-embeds.test.ts'],
  },
  {
    title: 'a repeated post is not told apart by Discord',
    file: 'src/discord/post-once.ts',
    find: 'enforce_nonce: true,',
    replace: 'enforce_nonce: false,',
    tests: ['test/unit/discord-messenger.test.ts'],
  },
  {
    title: 'a repeated interaction makes a second job',
    file: 'src/store/sqlite/accept-job.ts',
    find: "if (known !== null) return { kind: 'duplicate', job: known };",
    replace: '',
    tests: ['test/unit/requests.test.ts', 'test/contract/store-sqlite.test.ts'],
  },
  {
    title: 'a job that may be billed is handed to another vendor',
    file: 'src/application/submit-step.ts',
    find: "if (outcome.kind === 'refused' && mayGoElsewhere(failure)) {",
    replace: "if (outcome.kind === 'lost' || mayGoElsewhere(failure)) {",
    tests: SIMULATION,
  },
  {
    title: 'a report is taken without its token',
    file: 'src/application/webhook-addresses.ts',
    find: 'return given.length === expected.length && timingSafeEqual(given, expected);',
    replace: 'return given.length === expected.length || true;',
    tests: ['test/unit/webhooks.test.ts'],
  },
  {
    title: 'durations are learned as the times of looks',
    file: 'src/application/duration-spread.ts',
    find: 'if (fromMs > 0 || known === null) {',
    replace: 'if (fromMs >= 0 || known === null) {',
    tests: ['test/unit/polling.test.ts'],
  },
  {
    title: 'two follow-ups of one picture both pay for preparing it',
    file: 'src/store/sqlite/open-sqlite-store.ts',
    find: 'if (isShared === true && step !== undefined',
    replace: 'if (isShared === false && step !== undefined',
    tests: ['test/unit/requests.test.ts', 'test/contract/store-sqlite.test.ts', ...SIMULATION],
  },
  {
    title: 'a refund outlives the grant it goes back to',
    file: 'src/store/sqlite/ledger.ts',
    find: 'if (grant !== null && isOver(grant, period, nowMs)) accountTable.expire(grant, nowMs);',
    replace: '',
    tests: ['test/contract/store-sqlite.test.ts', 'test/property/ledger.test.ts'],
  },
  {
    title: 'what ends last is consumed first',
    file: 'src/store/sqlite/grant-table.ts',
    find: 'ORDER BY coalesce(expires_at_ms, 9007199254740991),',
    replace: 'ORDER BY -coalesce(expires_at_ms, 9007199254740991),',
    tests: ['test/contract/store-sqlite.test.ts', 'test/property/ledger.test.ts'],
  },
  {
    title: 'a month’s quota is granted again when the anchor day moves',
    file: 'src/store/sqlite/renew-account.ts',
    find: 'return row.period > label || (row.period === label && row.quota >= monthlyCredits);',
    replace: 'return row.period === label && row.quota >= monthlyCredits;',
    tests: ['test/contract/store-sqlite.test.ts', 'test/property/ledger.test.ts'],
  },
  {
    title: 'everybody is an operator',
    file: 'src/application/create-credit-desk.ts',
    find: 'isOperator: (userId) => settings.operatorIds.includes(userId),',
    replace: 'isOperator: () => true,',
    tests: ['test/unit/command-permissions.test.ts'],
  },
  {
    title: 'a cap forgets what is held',
    file: 'src/domain/limits.ts',
    find: 'return usedCredits + neededCredits > capCredits',
    replace: 'return usedCredits > capCredits',
    tests: ['test/contract/store-sqlite.test.ts'],
  },
  {
    title: 'who a server’s administrators allowed is not looked up',
    file: 'src/discord/command-access.ts',
    find: 'found ?? NO_OVERRIDES',
    replace: 'NO_OVERRIDES',
    tests: ['test/unit/command-permissions.test.ts'],
  },
  {
    title: 'a change of overrides is not noticed',
    file: 'src/discord/read-overrides.ts',
    find: 'if (read.success) kept.delete(read.data.guild_id);',
    replace: 'if (read.success) return;',
    tests: ['test/e2e/overrides.test.ts'],
  },
  {
    title: 'a channel that is denied is open to whoever is allowed',
    file: 'src/discord/command-permission.ts',
    find: "if (!isPlaceAllowed) return 'denied';",
    replace: '',
    tests: ['test/unit/command-permission.test.ts'],
  },
  {
    title: 'a picture is handed over by a link that nobody could open',
    file: 'src/application/move-follow-up.ts',
    find: "(how === 'link' && link !== null && hasWords(prompt))",
    replace: "(how === 'link' && hasWords(prompt))",
    tests: ['test/unit/moved-follow-ups.test.ts'],
  },
  {
    title: 'a follow-up leaves its vendor while that is set up',
    file: 'src/application/move-follow-up.ts',
    find: 'if (result === null || findVendor(inside, parent.vendor) !== null) return [];',
    replace: 'if (result === null) return [];',
    tests: ['test/unit/moved-follow-ups.test.ts'],
  },
  {
    title: 'a vendor is asked with another vendor’s handle',
    file: 'src/application/vendor-request.ts',
    find: 'if (parent !== null && parent.vendor !== job.vendor) {',
    replace: 'if (parent !== null && parent.vendor !== job.vendor && false) {',
    tests: ['test/unit/moved-follow-ups.test.ts'],
  },
  {
    title: 'nobody is told that another service made it',
    file: 'src/application/show-job.ts',
    find: '...(takenOverBy === null ? {} : { takenOverBy }),',
    replace: '',
    tests: ['test/unit/moved-follow-ups.test.ts'],
  },
];
