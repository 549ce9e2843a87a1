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

// Characters that show nothing or turn the reading order would let a quote look like another one.
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** The text with characters that hide or reorder others as their code points. */
export function visible(text) {
  return text.replace(INVISIBLE, (character) =>
    `\u27e8U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}\u27e9`);
}
