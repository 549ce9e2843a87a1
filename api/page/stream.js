// Server-sent events of a reply; EventSource could not send a question in a body.

/** Each event as {name, data}. Comments, which keep a connection open, are left out. */
export async function* events(reply) {
  const reader = reply.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const blocks = rest.split("\n\n");
      rest = blocks.pop(); // an event without its blank line was cut off: it does not count
      for (const block of blocks.map(parsed)) if (block) yield block;
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {}); // whoever stops listening early frees the connection
  }
}

function parsed(block) {
  const fields = { event: "message", data: [] };
  for (const line of block.split("\n")) {
    const [, name, value] = /^(event|data): ?(.*)$/.exec(line) ?? [];
    if (name === "event") fields.event = value;
    if (name === "data") fields.data.push(value);
  }
  return fields.data.length ? { name: fields.event, data: JSON.parse(fields.data.join("\n")) } : null;
}
