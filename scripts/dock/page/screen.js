import { post, say } from './talk.js';

const img = document.getElementById('screen');
const away = document.getElementById('screen-away');
let size = null;
let connected = false;
const waiting = [];
let sending = false;
let down = false;

/** Shows the kiosk's screen while there is one, and begins again when it came back. */
export function showScreen(running) {
  img.hidden = !running;
  away.hidden = running;
  if (running === connected) return;
  connected = running;
  if (!running) {
    img.removeAttribute('src');
    return;
  }
  img.src = `/api/screen.mjpeg?${Date.now()}`;
  void learnSize();
}

async function learnSize() {
  const answer = await fetch('/api/screen/size');
  if (answer.ok) size = await answer.json();
  else setTimeout(learnSize, 500);
}

img.addEventListener('error', () => {
  connected = false;
});

/** A point of the picture in CSS pixels of the kiosk; the picture is drawn whole in the middle of its box. */
function pointOf(event) {
  const box = img.getBoundingClientRect();
  const scale = Math.min(box.width / size.width, box.height / size.height);
  const left = box.left + (box.width - size.width * scale) / 2;
  const top = box.top + (box.height - size.height * scale) / 2;
  const within = (value, limit) => Math.round(Math.min(Math.max(value, 0), limit - 1));
  return {
    x: within((event.clientX - left) / scale, size.width),
    y: within((event.clientY - top) / scale, size.height),
  };
}

/** In order and in lots: the next lot leaves when the last has arrived. */
async function send() {
  if (sending || waiting.length === 0) return;
  sending = true;
  const events = waiting.splice(0, 500);
  const refused = await post('/api/touch', { events });
  sending = false;
  if (refused !== null) say(refused);
  void send();
}

function touch(type, event) {
  if (size === null) return;
  event.preventDefault();
  waiting.push({ type, ...pointOf(event) });
  void send();
}

img.addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return;
  img.setPointerCapture(event.pointerId);
  down = true;
  touch('down', event);
});
img.addEventListener('pointermove', (event) => {
  if (down) for (const one of event.getCoalescedEvents?.() ?? [event]) touch('move', one);
});
for (const end of ['pointerup', 'pointercancel'])
  img.addEventListener(end, (event) => {
    if (!down) return;
    down = false;
    touch('up', event);
  });
