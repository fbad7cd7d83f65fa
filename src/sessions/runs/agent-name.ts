import { mapName } from '../../store/names.ts';
import { redactSecrets } from '../../store/redact/redact.ts';

/** The name under which an agent that a harness names is recorded. It becomes a folder, before which no other gate stands. */
export const agentName = (text: string): string => mapName(redactSecrets(text, []).value);
