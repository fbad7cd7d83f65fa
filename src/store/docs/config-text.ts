import schema from '../../../schemas/config.schema.json' with { type: 'json' };
import { KaError } from '../../lib/errors.ts';
import { isPlain, schemaProblems } from '../../lib/schema.ts';
import { withDefaults, withoutEmpty } from '../../lib/schema-defaults.ts';
import { CONFIG_FILE, type Config } from '../config.ts';
import { parseYaml } from './yaml.ts';

/** What a config file says: as the user wrote it, and with every default filled in. */
export interface ConfigText {
  own: Record<string, unknown>;
  config: Config;
}

/** YAML to data; what the parser says gets the path here. */
function readYaml(text: string): unknown {
  try {
    return parseYaml(text) ?? {};
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new KaError('bad-config', `${CONFIG_FILE}: ${said}`, 'ka config --defaults');
  }
}

/** A key in a file that is committed is out: said so, rather than that there is no such setting. */
function refuseKeys(config: unknown): void {
  const parts = Object.entries(isPlain(config) && isPlain(config.export) ? config.export : {});
  const names = parts.flatMap(([name, part]) => [
    name,
    ...Object.keys(isPlain(part) ? part : {}).map((key) => `${name}.${key}`),
  ]);
  const key = names.find((name) => /key|token|secret|password|header|auth/i.test(name));
  if (key === undefined) return;
  const sentence = `${CONFIG_FILE} has export.${key.slice(0, 60)}: that file is committed, keys come from the environment. If it is real, replace it.`;
  throw new KaError('key-in-config', sentence, 'ka export --help');
}

/** Reads and checks a config file. @throws KaError `bad-config` naming each wrong key and the nearest right one, `key-in-config` */
export function parseConfig(text: string): ConfigText {
  const value = withoutEmpty(schema, readYaml(text));
  refuseKeys(value);
  const problems = schemaProblems(schema, value);
  if (problems.length > 0) {
    throw new KaError('bad-config', `${CONFIG_FILE}: ${problems.join('; ')}.`, 'ka config --defaults');
  }
  return { own: value as Record<string, unknown>, config: withDefaults(schema, value) as Config };
}
