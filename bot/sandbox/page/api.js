// The control API of the sandbox (bot/sandbox/): JSON over HTTP, and Server-sent events for what changes.

async function call(path, options) {
  try {
    const answer = await fetch(path, options);
    return await answer.json();
  } catch {
    return { ok: false, error: "unreachable" };
  }
}

export const get = (name, params = {}) => call(`/control/${name}?${new URLSearchParams(params)}`);
export const post = (name, body) => call(`/control/${name}`,
  { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

// `heard(event)` for each change that `user` can see; `{kind: "open"}` after each (re)connection. Returns how to stop.
export function listen(user, heard) {
  const source = new EventSource(`/control/events?user=${encodeURIComponent(user)}`);
  source.onopen = () => heard({ kind: "open" });
  source.onerror = () => heard({ kind: "lost" });
  source.onmessage = (event) => heard(JSON.parse(event.data));
  return () => source.close();
}
