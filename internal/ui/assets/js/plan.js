// The larger plan moves in place, by its links or under the mouse; without this file the
// links open the next plan as a page. Touch scrolls the page and never the plan.
(() => {
  const plan = document.getElementById('plan');
  if (!plan || !window.DOMParser) return;

  // Icons that only the new plan uses come with it.
  const borrow = (from) => {
    for (const use of plan.querySelectorAll('.plan-moves use')) {
      const id = use.getAttribute('href').slice(1);
      const symbol = from.getElementById(id);
      const sprite = document.querySelector('symbol');
      if (!document.getElementById(id) && symbol && sprite) sprite.parentNode.append(symbol);
    }
  };

  let asked = 0;
  const show = async (address, keep) => {
    const mine = ++asked;
    try {
      const answer = await fetch(address, { headers: { Accept: 'text/html' } });
      const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const drawn = next.getElementById('plan');
      if (!answer.ok || !drawn) throw new Error('no plan');
      if (mine !== asked) return;
      const words = plan.contains(document.activeElement) ? document.activeElement.textContent : '';
      plan.replaceChildren(...drawn.childNodes);
      Object.assign(plan.dataset, drawn.dataset);
      borrow(next);
      if (keep) history.pushState(null, '', address);
      const links = [...plan.querySelectorAll('.plan-moves a')];
      const same = words && (links.find((a) => a.textContent === words) || links[0]);
      if (same) same.focus({ preventScroll: true });
    } catch {
      location.assign(address);
    }
  };

  plan.addEventListener('click', (event) => {
    const link = event.target.closest('.plan-moves a');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, true);
  });
  window.addEventListener('popstate', () => show(location.href, false));

  // The plan follows the mouse; when it is let go, the server draws what came into view.
  let grip = null;
  plan.addEventListener('pointerdown', (event) => {
    const map = event.target.closest('.map');
    if (!map || event.button || event.pointerType === 'touch') return;
    event.preventDefault();
    grip = { map, x: event.clientX, y: event.clientY };
    map.setPointerCapture(event.pointerId);
  });
  plan.addEventListener('pointermove', (event) => {
    if (grip) grip.map.style.translate = `${event.clientX - grip.x}px ${event.clientY - grip.y}px`;
  });
  const drop = (event) => {
    if (!grip) return;
    const { map, x, y } = grip;
    grip = null;
    const box = map.getBoundingClientRect();
    const east = (x - event.clientX) / box.width;
    const south = (y - event.clientY) / box.height;
    if (event.type !== 'pointerup' || Math.hypot(east, south) < 0.01) {
      map.style.translate = '';
      return;
    }
    const address = new URL(plan.dataset.here, location.href);
    const by = (name, degrees) => address.searchParams.set(name, (Number(address.searchParams.get(name)) + degrees).toFixed(5));
    by('lon', east * plan.dataset.lon);
    by('lat', -south * plan.dataset.lat);
    show(address.href, true);
  };
  plan.addEventListener('pointerup', drop);
  plan.addEventListener('pointercancel', drop);
})();
