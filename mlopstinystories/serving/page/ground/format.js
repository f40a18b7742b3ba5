// Numbers and words as people read them.

const END_OF_TEXT = "<|endoftext|>";

export function count(number) {
  if (number === null || number === undefined) return "–";
  if (number >= 1e9) return `${trim(number / 1e9)}B`;
  if (number >= 1e6) return `${trim(number / 1e6)}M`;
  if (number >= 1e4) return `${trim(number / 1e3)}k`;
  return Math.round(number).toLocaleString("en");
}

const trim = (number) => (number >= 100 ? number.toFixed(0) : number.toFixed(1).replace(/\.0$/, ""));

export function percent(probability) {
  if (probability === null || probability === undefined) return "–";
  const hundredths = probability * 100;
  if (hundredths > 0 && hundredths < 0.1) return "< 0.1 %";
  return `${hundredths < 10 ? hundredths.toFixed(1) : hundredths.toFixed(hundredths > 99.9 ? 1 : 0)} %`;
}

export function score(bitsPerByte) {
  return bitsPerByte === null || bitsPerByte === undefined ? "–" : bitsPerByte.toFixed(3);
}

export function minutes(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds >= 3600)
    return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, "0")} min`;
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")} min`;
}

// Surprise in bits of a token whose log-probability is in nats.
export const bits = (logprob) => (logprob === null || logprob === undefined ? null : -logprob / Math.LN2);

export const bitsText = (value) => (value === null ? "–" : `${Math.abs(value).toFixed(value < 10 ? 1 : 0)} bits`);

export function date(iso) {
  if (!iso) return "–";
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return iso;
  return when.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

// A token as a word on a label: blanks at its ends do not show there, line breaks do.
export function word(text) {
  if (text === END_OF_TEXT) return "(end)";
  const seen = text.replaceAll("\n", "↵").trim();
  if (seen !== "") return seen;
  return text === "" ? "(part of a letter)" : "␣";
}

export function shorten(text, characters) {
  return text.length > characters ? `${text.slice(0, characters - 1).trimEnd()}…` : text;
}
