const trouble = document.getElementById('trouble');
let hiding;

/** Shows a sentence for a while. */
export function say(sentence) {
  trouble.textContent = sentence;
  trouble.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    trouble.hidden = true;
  }, 6000);
}

/** Sends JSON to the dock; returns null, or why it was refused. */
export async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.ok ? null : (await answer.json()).message;
  } catch {
    return 'the dock does not answer: is npm start still running?';
  }
}

/** The same, saying the refusal. */
export async function tell(path, body) {
  const refused = await post(path, body);
  if (refused !== null) say(refused);
}
