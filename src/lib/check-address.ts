import { KaError } from './errors.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * An address as a URL without a slash at its end.
 *
 * @param where the setting that names it
 * @param encrypted a key or a text travels with it: plain http only on this machine
 * @throws KaError `bad-address`; never with the address itself where it holds credentials
 */
export function checkAddress(text: string, where: string, encrypted: boolean): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new KaError('bad-address', `${where} is no address such as https://host.example.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new KaError('bad-address', `${where} holds credentials; they belong in a header from the environment.`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new KaError('bad-address', `${where} begins with ${url.protocol}, not with https://.`);
  if (encrypted && url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    throw new KaError('bad-address', `${where} leads beyond this machine over plain http; use https.`);
  return url.href.replace(/\/+$/, '');
}
