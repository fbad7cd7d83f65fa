/**
 * `OTEL_EXPORTER_OTLP_HEADERS`: `name=value,name=value`, values percent-encoded. What is no pair is left out.
 * Source: OpenTelemetry, "Protocol Exporter", in the form of W3C Baggage.
 */
export function readHeaders(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim().toLowerCase();
    const value = decode(pair.slice(at + 1).trim());
    if (at > 0 && /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) && !/[\r\n\0]/.test(value)) found[name] = value;
  }
  return found;
}

const decode = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};
