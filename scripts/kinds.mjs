// kinds/*.yaml as one JSON file, by name: the program parses none of them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

/** @param {{ out: string }} where the folder that gets `kinds.json` */
export default function writeKinds({ out }) {
  const names = readdirSync('kinds').filter((name) => name.endsWith('.yaml'));
  const kinds = names.map((name) => [name.slice(0, -'.yaml'.length), parse(readFileSync(`kinds/${name}`, 'utf8'))]);
  writeFileSync(`${out}/kinds.json`, JSON.stringify(Object.fromEntries(kinds)));
}
