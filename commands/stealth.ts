import { visibilityCommand } from '#discord/commands/switch-setting.ts';

export default visibilityCommand('stealth', 'Switch to stealth mode');
