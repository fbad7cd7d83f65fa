import type { Check } from '../finding.ts';
import { chain } from './chain.ts';
import { fields } from './fields.ts';
import { files } from './files.ts';
import { hashes } from './hashes.ts';
import { ids } from './ids.ts';
import { keys } from './keys.ts';
import { ledger } from './ledger.ts';
import { links } from './links.ts';

/** What `ka record verify` looks at, in this order. */
export const checks: readonly Check[] = [hashes, chain, ledger, ids, keys, fields, links, files];
