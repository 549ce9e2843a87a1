// Elements with text, never with markup: nothing here parses HTML.

/** An element of that tag with properties and children; strings become text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("aria-") || name === "role") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** "1 file" or "3 files". */
export const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

// Control characters and those that turn the reading order: a quote could look like another one.
// The same as qa/terminal/visible.py has, but for the line ends, which browsers show as such.
const UNSAFE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** The text with characters that steer or reorder others as their code points. */
export function visible(text) {
  return text.replace(UNSAFE, (character) =>
    `\u27e8U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`);
}
