// Small improvements of pages that work without them.
(() => {
  const root = document.documentElement;
  const body = document.body;
  const say = (text) => {
    const live = document.getElementById('annonces');
    if (!live) return;
    live.textContent = '';
    setTimeout(() => { live.textContent = text; }, 60);
  };

  // The display form changes the page at once and tells the server behind its back.
  const attributes = { texte: 'text', theme: 'theme', police: 'font' };
  const usual = { texte: '1', theme: 'auto', police: 'std' };
  for (const form of document.querySelectorAll('[data-prefs]')) {
    form.addEventListener('submit', (event) => {
      const button = event.submitter;
      const attribute = button && attributes[button.name];
      if (!attribute) return;
      event.preventDefault();
      const before = root.dataset[attribute];
      if (button.value === usual[button.name]) delete root.dataset[attribute];
      else root.dataset[attribute] = button.value;
      for (const other of form.querySelectorAll(`button[name="${button.name}"]`)) {
        other.setAttribute('aria-pressed', String(other === button));
      }
      const data = new URLSearchParams(new FormData(form));
      data.set(button.name, button.value);
      fetch(form.action, { method: 'POST', body: data, redirect: 'manual' })
        .then(() => say(body.dataset.changed))
        .catch(() => {
          if (before === undefined) delete root.dataset[attribute];
          else root.dataset[attribute] = before;
        });
    });
  }

  // Escape closes the display panel and gives the focus back; a click elsewhere closes it.
  for (const panel of document.querySelectorAll('details.disp')) {
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && panel.open) {
        panel.open = false;
        panel.querySelector('summary').focus();
      }
    });
    document.addEventListener('click', (event) => {
      if (panel.open && !panel.contains(event.target)) panel.open = false;
    });
  }

  // What a page says first takes the focus, in browsers where autofocus is for fields only.
  const first = document.querySelector('[data-focus]');
  if (first && !('autofocus' in HTMLElement.prototype)) first.focus();

  // A form is sent once: a second press is ignored, the button says so, and a slow answer is told.
  for (const form of document.querySelectorAll('form[method=post]:not([data-prefs])')) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = 'yes';
      const button = event.submitter;
      if (button) {
        const label = button.querySelector('span:not(.vh)') || button;
        const words = label.textContent;
        label.textContent = body.dataset.sending;
        window.addEventListener('pageshow', () => { label.textContent = words; delete form.dataset.sent; });
      }
      setTimeout(() => say(body.dataset.slow), 4000);
    });
  }

  // The room left in a long answer.
  for (const group of document.querySelectorAll('[data-count]')) {
    const box = group.querySelector('textarea');
    const text = group.querySelector('[data-count-text]');
    const limit = Number(group.dataset.count);
    box.addEventListener('input', () => {
      const left = limit - [...box.value].length;
      text.textContent = (left < 0 ? group.dataset.countOver : group.dataset.countLeft).replace('%d', Math.abs(left));
      text.classList.toggle('over', left < 0);
    });
  }

  // A password may be looked at by its owner.
  for (const button of document.querySelectorAll('[data-reveal]')) {
    const box = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    const word = button.firstChild;
    const show = (shown) => {
      box.type = shown ? 'text' : 'password';
      word.textContent = shown ? button.dataset.hide : button.dataset.show;
      button.setAttribute('aria-pressed', String(shown));
    };
    button.addEventListener('click', () => show(box.type === 'password'));
    box.form?.addEventListener('submit', () => show(false));
  }

  // A photo that is too big is said before it is sent.
  for (const box of document.querySelectorAll('input[type=file][data-max-mb]')) {
    box.addEventListener('change', () => {
      const limit = Number(box.dataset.maxMb) * 1e6;
      const big = [...box.files].find((file) => file.size > limit);
      const words = big ? box.dataset.tooBig.replace('%s', Math.round(big.size / 1e6)) : '';
      box.setCustomValidity(words);
      if (big) box.reportValidity();
    });
  }

  // At the desk one key leads to the search box, to noting a contact, to the list of these
  // keys, unless somebody switched them off there.
  const search = document.querySelector('[role=search] [data-shortcut]');
  const keys = [...document.querySelectorAll('[data-shortcut]')];
  if (keys.length && !/(^|; )raccourcis=non(;|$)/.test(document.cookie)) {
    document.addEventListener('keydown', (event) => {
      const box = /^(TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
      const typing = box || (event.target.tagName === 'INPUT' && !/^(radio|checkbox)$/.test(event.target.type));
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const meant = keys.filter((place) => place.dataset.shortcut === event.key);
      const place = meant.find((shown) => shown.getClientRects().length) || meant[0];
      if (!place) return;
      event.preventDefault();
      if (place.tagName === 'A') place.click();
      else place.focus();
    });
  }

  // Arrow keys go from one thing found to the next, and from the search box to the first;
  // Enter opens it, Escape comes back to the box.
  if (search) {
    document.addEventListener('keydown', (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const found = [...document.querySelectorAll('[data-found]')];
      const at = found.indexOf(document.activeElement);
      if (event.altKey || event.ctrlKey || event.metaKey || (at < 0 && document.activeElement !== search)) return;
      if (event.key === 'Escape' && at >= 0) search.focus();
      if (!step || !found.length) return;
      event.preventDefault();
      const next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
      if (found[next]) found[next].focus();
      else if (next < 0) search.focus();
    });
  }

  // At the desk, people are found while one types; without a script, Enter opens the page.
  const results = document.querySelector('[data-results]');
  if (search && results) {
    const before = results.innerHTML;
    let wait, asking;
    const find = async () => {
      asking?.abort();
      const words = search.value.trim();
      if (words.length < 2) {
        if (!words) results.innerHTML = before;
        return;
      }
      asking = new AbortController();
      const query = new URLSearchParams({ q: words, motif: results.dataset.reason || '', fragment: '1' });
      try {
        const answer = await fetch(`${search.form.action}?${query}`, { signal: asking.signal });
        if (!answer.ok || answer.redirected) return;
        results.innerHTML = await answer.text();
        say(results.querySelector('[data-says]')?.textContent || '');
      } catch { /* The next letter asks again, and Enter opens the page. */ }
    };
    search.addEventListener('input', () => {
      clearTimeout(wait);
      wait = setTimeout(find, 120);
    });
  }

  // A number for the bank is copied at one press, where the browser lets a page copy.
  for (const button of document.querySelectorAll(navigator.clipboard ? '[data-copy]' : 'none')) {
    const label = button.querySelector('span');
    const words = label.textContent;
    button.hidden = false;
    button.addEventListener('click', () => navigator.clipboard.writeText(button.dataset.copy).then(() => {
      label.textContent = button.dataset.copied;
      say(button.dataset.copied);
      setTimeout(() => { label.textContent = words; }, 4000);
    }, () => { /* Refused by the browser: the text stands beside, to be selected. */ }));
  }

  // The time left of places that are held: written anew each minute, read out at five, two and
  // one, and when two are left a dialog asks whether to keep them. The server alone decides.
  for (const box of document.querySelectorAll('[data-left]')) {
    const text = box.querySelector('[data-left-text]');
    const ask = document.querySelector('[data-left-ask]');
    const ends = Date.now() + Number(box.dataset.left) * 1000;
    let before = Number(box.dataset.left);
    const words = (minutes) => (minutes > 1 ? box.dataset.leftWords.replace('%d', minutes) : box.dataset.leftLast);
    const each = setInterval(() => {
      const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
      const passed = (mark) => left <= mark && before > mark;
      if (left === 0) {
        clearInterval(each);
        ask?.close();
        text.textContent = box.dataset.leftOver;
        say(text.textContent);
      } else if (Math.floor(left / 60) < Math.floor(before / 60) && left >= 60) {
        text.textContent = words(Math.floor(left / 60));
      }
      if (left && [300, 120, 60].some(passed)) say(words(Math.ceil(left / 60)));
      if (left && passed(120) && ask) ask.showModal();
      before = left;
    }, 1000);
  }

  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
})();
