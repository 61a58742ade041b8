/**
 * Source of a function that runs inside the kiosk's page: the middle of the one button of this name that a finger
 * could reach, or the names there are. A part of a name is enough when only one button has it.
 */
export const findButton = `(name) => {
  const nameOf = (button) => (button.getAttribute('aria-label') ?? button.innerText ?? '').replace(/\\s+/g, ' ').trim();
  const middle = (button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };
  const reachable = (button) => {
    const { x, y } = middle(button);
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (button.contains(hit) || hit.contains(button) && hit.tagName === 'LABEL');
  };
  const buttons = [...document.querySelectorAll('button, [role=button], label, [role=radio]:not(input), a[href]')]
    .filter((button) => !button.disabled && nameOf(button) !== '' && reachable(button));
  const exact = buttons.filter((button) => nameOf(button) === name);
  const found = exact.length > 0 ? exact : buttons.filter((button) => nameOf(button).includes(name));
  return found.length === 1 ? middle(found[0]) : { names: buttons.map(nameOf) };
}`;
