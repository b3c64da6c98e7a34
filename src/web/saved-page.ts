/** Elements that load, navigate or connect even where scripts and foreign content are refused; `<meta http-equiv=refresh>`, `<link rel=preconnect>`. */
const REACHING = /<(\/?)(link|base|meta|script|iframe|frame|object|embed|portal)\b/gi;

const HTML = /html|xml/i;

export type FramedPage = { body: string; type: string };

/**
 * A saved page as it may stand in a sandboxed frame: decoded from its own charset, elements that could reach the network renamed so that
 * they do nothing. The policy and the sandbox forbid the same; this holds where a browser knows neither. Anything but a page of markup
 * is shown as plain text.
 */
export function framedPage(
  bytes: Uint8Array,
  { charset, contentType }: { charset: string; contentType: string | null },
): FramedPage {
  const text = decoderFor(charset).decode(bytes);
  const isMarkup = contentType === null ? /^\s*</.test(text.slice(0, 500)) : HTML.test(contentType);
  return isMarkup
    ? { body: text.replace(REACHING, '<$1x-$2'), type: 'text/html; charset=utf-8' }
    : { body: text, type: 'text/plain; charset=utf-8' };
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('utf-8'); // A charset no browser knows either; what cannot be decoded shows as U+FFFD.
  }
}
