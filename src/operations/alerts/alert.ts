/**
 * Alerts for operators. In English, like the log and the documentation, so that they can be searched for;
 * `docs/operating.md` has a heading for each title.
 */
export type AlertName =
  | 'key-refused'
  | 'out-of-credit'
  | 'vendor-down'
  | 'disk-nearly-full'
  | 'data-not-writable'
  | 'archive-full'
  | 'backup-late'
  | 'reports-waiting'
  | 'moderation-down'
  | 'overloaded'
  | 'clock-wrong'
  | 'unanswered'
  | 'books-do-not-balance';

/** An active condition. */
export type Condition = {
  readonly alert: AlertName;
  /** The vendor, folder or job; empty if there is only one. */
  readonly subject: string;
  /** The observation, in a sentence. */
  readonly detail: string;
};

/** Title and remedy of each alert. */
export const ALERTS: {
  readonly [name in AlertName]: { readonly title: string; readonly remedy: string };
} = {
  'key-refused': {
    title: 'A vendor refuses its key',
    remedy: "Check the vendor's key variable against its own page, and restart the bot.",
  },
  'out-of-credit': {
    title: 'A vendor is out of credit',
    remedy: "Top the vendor's account up. The bot tries it again by itself.",
  },
  'vendor-down': {
    title: 'A vendor has been down for ten minutes',
    remedy:
      "Look at the vendor's status page. New jobs go to the next of VENDORS; with none left they are refused.",
  },
  'disk-nearly-full': {
    title: 'The disk is nearly full',
    remedy: 'Free space, or set KEEP_PICTURES_DAYS or ARCHIVE_MAX_GB so that old pictures go.',
  },
  'data-not-writable': {
    title: 'The data folder cannot be written',
    remedy:
      'Nothing new is started meanwhile. Free space, mount the disk for writing, or give the folder back to the user that the bot runs as; it goes on by itself.',
  },
  'archive-full': {
    title: 'The archive is over its limit',
    remedy: 'Nothing is left that may be removed: raise ARCHIVE_MAX_GB.',
  },
  'backup-late': {
    title: 'There is no recent backup',
    remedy: 'Look for "backup failed" in the log, and at the disk of BACKUP_DIR.',
  },
  'reports-waiting': {
    title: 'Somebody reported a result',
    remedy: 'Decide it with /operator reports: given as job, its id shows it with the buttons.',
  },
  'moderation-down': {
    title: 'Prompts are not judged',
    remedy:
      'Look at MODERATION_URL, MODERATION_KEY and the account behind them; MODERATION_WHEN_DOWN says what becomes of prompts meanwhile.',
  },
  overloaded: {
    title: 'More is asked of the bot than it can answer',
    remedy:
      'Look at the load of the machine; give the bot a processor of its own, or several processes (docs/scaling.md).',
  },
  'clock-wrong': {
    title: "The machine's clock is wrong",
    remedy:
      "Let the machine set its clock by NTP (timedatectl set-ntp true). Discord's time is used meanwhile, so that nothing is removed or expires too early.",
  },
  unanswered: {
    title: 'People get no answer from the bot',
    remedy:
      'Look for "interaction too old to answer" and "first answer failed" in the log, at discordstatus.com, and at the connection of the machine.',
  },
  'books-do-not-balance': {
    title: 'The books do not balance',
    remedy: 'Stop the bot, keep a copy of the data folder, and run npm run audit-ledger.',
  },
};

/** A condition is reported once per subject, until it is over. */
export const keyOf = ({ alert, subject }: Condition): string => `${alert}/${subject}`;

/** The text of an alert: the problem, the observation, the remedy. */
export function alertText({ alert, subject, detail }: Condition): string {
  const { title, remedy } = ALERTS[alert];
  return `${title}${subject === '' ? '' : ` (${subject})`}. ${detail} ${remedy}`;
}
