import { showScreen } from './screen.js';
import { say, tell } from './talk.js';

const KINDS = {
  resident: '居民身份证',
  J: '港澳台居民居住证 · J',
  I: '外国人永久居留证 2017 · I',
  Y: '外国人永久居留身份证 2023 · Y',
};
const at = (id) => document.getElementById(id);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function fillRack() {
  const persons = await (await fetch('/api/persons')).json();
  at('rack').replaceChildren(
    ...persons.map(({ id, note, cardType, name, englishName }) => {
      const button = element(
        'button',
        { type: 'button', onclick: () => lay(id) },
        element('span', { className: 'name', textContent: name ?? englishName }),
        element('span', { className: 'kind', textContent: KINDS[cardType] }),
        element('span', { className: 'note', textContent: note }),
      );
      button.dataset.kind = cardType;
      button.dataset.person = id;
      return element('li', {}, button);
    }),
  );
}

async function fillChips() {
  const persons = await (await fetch('/api/persons')).json();
  const holders = persons.filter(({ cardType }) => ['resident', 'J'].includes(cardType));
  at('chip-person').replaceChildren(
    ...holders.map(({ id, name }) => element('option', { value: id, textContent: name })),
  );
}

const lay = (person) => tell('/api/card', { person: person === state.reader.card ? null : person });

let state = null;
const drawn = new Map();

/** Draws a list only when it changed, so that nothing under a finger is replaced. */
function drawList(id, items, draw, empty) {
  const now = JSON.stringify(items);
  if (drawn.get(id) === now) return;
  drawn.set(id, now);
  at(id).replaceChildren(
    ...(items.length > 0 ? items.map(draw) : [element('li', { className: 'empty', textContent: empty })]),
  );
}

function pill(id, text, tone = 'fine') {
  at(id).textContent = text;
  at(id).dataset.tone = tone;
}

function draw() {
  const { kiosk, reader, chipReader, scanner, printer, board, camera, platform, receipts, documents } = state;
  showScreen(kiosk.running);
  at('screen-name').textContent = kiosk.running ? `screen: ${kiosk.screen ?? '…'}` : 'no kiosk';
  at('lift').disabled = reader.card === null;
  at('chip').hidden = chipReader === null;
  at('chip-pull').disabled = chipReader?.card == null;
  at('chip-plugged').checked = chipReader?.plugged === true;
  for (const button of document.querySelectorAll('[data-person]'))
    button.ariaPressed = String(button.dataset.person === reader.card);
  for (const box of document.querySelectorAll('[data-device]')) box.checked = state[box.dataset.device].plugged;
  pill('scanner-light', scanner.reading ? 'light on, reading' : 'light off', scanner.reading ? 'fine' : 'attention');
  pill('camera-scene', `sees: ${camera.scene}`, camera.plugged ? 'fine' : 'attention');
  at('camera-plugged').checked = camera.plugged;
  for (const button of document.querySelectorAll('[data-scene]'))
    button.ariaPressed = String(button.dataset.scene === camera.scene);
  pill('printer-condition', printer.condition, printer.tone);
  drawList('printer-actions', printer.actions, drawAction, '');
  const shining = board.lights.filter(({ shows }) => shows !== 'off').map(({ light, shows }) => `${light} ${shows}`);
  pill(
    'board-lights',
    shining.length > 0 ? shining.join(', ') : 'lights off',
    shining.length > 0 ? 'fine' : 'attention',
  );
  drawList('board-keys', board.keys, drawKey, '');
  drawList('board-inputs', board.inputs, drawInput, '');
  at('platform-running').checked = platform.running;
  const faulty = platform.mode !== 'none' || platform.basesUnavailable.length > 0;
  pill(
    'line',
    platform.running ? (faulty ? 'platform answers wrongly' : 'platform runs') : 'platform is down',
    platform.running ? (faulty ? 'attention' : 'fine') : 'stopped',
  );
  drawList('codes', [...new Set(receipts.flatMap(({ codes }) => codes))].reverse().slice(0, 8), drawCode, 'none yet');
  drawList('receipts', [...receipts].reverse().slice(0, 12), drawReceipt, 'No paper came out yet.');
  drawList('documents', documents.slice(0, 30), drawDocument, 'The file printer wrote nothing yet.');
  at('state').textContent = JSON.stringify(state, null, 2);
}

function drawAction({ action, label, pressed, possible }) {
  const button = element('button', {
    type: 'button',
    textContent: label,
    disabled: !possible,
    onclick: () => tell('/api/printer', { action }),
  });
  button.ariaPressed = String(pressed);
  return button;
}

const KEYS = { up: '▲', down: '▼', enter: 'Enter', cancel: 'Cancel', clear: 'Clear', help: 'Help' };
const drawKey = (key) =>
  element('button', { type: 'button', textContent: KEYS[key] ?? key, onclick: () => tell('/api/board', { key }) });

function drawInput({ input, state: now, states }) {
  const choices = states.map((one) => element('option', { value: one, textContent: one, selected: one === now }));
  const select = element(
    'select',
    { onchange: (event) => tell('/api/board', { input, state: event.target.value }) },
    ...choices,
  );
  return element('li', {}, element('label', { className: 'input' }, element('span', { textContent: input }), select));
}

const drawCode = (text) =>
  element('li', {}, element('button', { type: 'button', textContent: text, onclick: () => showCode(text) }));

const drawReceipt = ({ n, widthDots, heightDots }) =>
  element(
    'li',
    {},
    element(
      'figure',
      {},
      element('figcaption', {
        textContent: `${n} · ${widthDots} × ${heightDots} dots · ${(heightDots / 8).toFixed(0)} mm`,
      }),
      element(
        'a',
        { href: `/api/receipts/${n}.png`, target: '_blank' },
        element('img', { src: `/api/receipts/${n}.png`, alt: `Receipt ${n}`, loading: 'lazy' }),
      ),
    ),
  );

const drawDocument = ({ name, bytes, at: written }) =>
  element(
    'li',
    {},
    element('a', {
      href: `/api/documents/${encodeURIComponent(name)}`,
      target: '_blank',
      textContent: `${name.slice(0, 8)}….pdf`,
    }),
    element('span', {
      className: 'hint',
      textContent: `${Math.ceil(bytes / 1024)} KB · ${new Date(written).toLocaleTimeString()}`,
    }),
  );

function showCode(text) {
  at('code').value = text;
  void tell('/api/code', { text });
}

for (const button of document.querySelectorAll('[data-scene]'))
  button.onclick = () => tell('/api/camera', { scene: button.dataset.scene });
for (const button of document.querySelectorAll('[data-face]'))
  button.onclick = () => tell('/api/camera', { face: button.dataset.face });
at('camera-plugged').onchange = (event) => tell('/api/camera', { plugged: event.target.checked });
at('lift').onclick = () => tell('/api/card', { person: null });
at('chip-insert').onclick = () => tell('/api/chip', { person: at('chip-person').value });
at('chip-plugged').onchange = (event) => tell('/api/chip', { plugged: event.target.checked });
at('chip-pull').onclick = () => tell('/api/chip', { person: null });
at('code-form').onsubmit = (event) => {
  event.preventDefault();
  if (at('code').value !== '') showCode(at('code').value);
};
for (const box of document.querySelectorAll('[data-device]'))
  box.onchange = () => tell(`/api/devices/${box.dataset.device}`, { plugged: box.checked });
at('platform-running').onchange = (event) => tell('/api/platform', { running: event.target.checked });
at('fault-form').onsubmit = (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const { mode, path, times } = Object.fromEntries(form);
  void tell('/api/platform', {
    fault: {
      mode,
      path,
      times: times === '' ? null : Number(times),
      basesUnavailable: form.getAll('bases'),
    },
  });
};

await fillRack();
await fillChips();
const events = new EventSource('/api/events');
events.onmessage = ({ data }) => {
  state = JSON.parse(data);
  draw();
};
events.onerror = () => {
  showScreen(false);
  say('the dock does not answer: is npm start still running?');
};
