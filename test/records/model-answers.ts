import type { Backend, Received, Reply } from '../export/backend.ts';

const json = (value: unknown): Reply => ({ status: 200, body: JSON.stringify(value) });

/** What an OpenAI-compatible server and a ComfyUI in one answer. A text is embedded by its letters and its blanks. */
export function models({ line, body }: Received): Reply {
  const path = line.split(' ')[1]!;
  if (path === '/v1/models') return json({ data: [{ id: 'small' }, { id: 'letters' }] });
  if (path === '/v1/chat/completions') {
    const content = `You said: ${JSON.parse(body).messages[0].content}`;
    return json({ choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] });
  }
  if (path === '/v1/embeddings') {
    const texts: string[] = JSON.parse(body).input;
    return json({ data: texts.map((text, index) => ({ index, embedding: [text.length, text.split(' ').length] })) });
  }
  if (path === '/system_stats') return json({ system: {}, devices: [] });
  if (path === '/prompt') return json({ prompt_id: 'p1' });
  if (path === '/history/p1') {
    const outputs = { '9': { images: [{ filename: 'a.png', subfolder: '', type: 'output' }] } };
    return json({ p1: { outputs, status: { status_str: 'success', completed: true } } });
  }
  return path.startsWith('/view?') ? { status: 200, body: 'picture' } : { status: 404 };
}

/** Where the program is to find it. */
export const addresses = ({ url }: Backend): Record<string, string> => ({
  KA_LLM_BASE_URL: `${url}/v1`,
  KA_LLM_MODEL: 'small',
  KA_EMBED_BASE_URL: `${url}/v1`,
  KA_EMBED_MODEL: 'letters',
  KA_COMFYUI_URL: url,
});
