/* Roster and household page: selection, what stands outside the swapped rows, numbers shown for a while. */
(function () {
  'use strict';
  function all(s) { return Array.prototype.slice.call(document.querySelectorAll(s)); }
  // Rows are swapped in, so the selection is listened for on the document.
  function selection() {
    var rows = all('[data-row]'), chosen = rows.filter(function (x) { return x.checked; });
    var bar = document.querySelector('.bulk'), whole = document.querySelector('[data-all]');
    if (bar) {
      bar.hidden = !chosen.length;
      bar.querySelector('[data-n]').textContent = chosen.length;
      var query = bar.querySelector('[data-selected]');
      if (query) query.value = 'state=all&ids=' + chosen.map(function (x) { return x.value; }).join(',');
    }
    rows.forEach(function (x) { x.closest('tr').classList.toggle('sel', x.checked); });
    if (whole) { whole.checked = chosen.length > 0 && chosen.length === rows.length; whole.indeterminate = chosen.length > 0 && !whole.checked; }
  }
  // Tabs and the form that keeps a view stand outside the rows: they follow the address.
  function filtersOf(search) {
    var kept = [];
    new URLSearchParams(search).forEach(function (v, k) { if (v && ['sort', 'after', 'before', 'count'].indexOf(k) < 0) kept.push(k + '=' + v); });
    return kept.sort().join('&');
  }
  function follow() {
    var tabs = all('.views > a[href^="?"]'), now = filtersOf(location.search), form = document.getElementById('sv-query');
    tabs.forEach(function (a) { if (filtersOf(a.getAttribute('href')) === now) a.setAttribute('aria-current', 'true'); else a.removeAttribute('aria-current'); });
    if (form) form.value = location.search.slice(1);
  }
  document.addEventListener('change', function (e) {
    if (e.target.matches('[data-all]')) { all('[data-row]').forEach(function (x) { x.checked = e.target.checked; }); selection(); }
    if (e.target.matches('[data-row]')) selection();
    // A village of another township is let go; the answer brings those of the new one.
    if (e.target.id === 'f-township') { var v = document.getElementById('f-village'); if (v) v.value = ''; }
  }, true);
  document.addEventListener('htmx:afterSettle', function () { selection(); hideLater(); });
  document.addEventListener('htmx:pushedIntoHistory', follow);
  // An empty field says nothing: the address stays short enough to read.
  document.addEventListener('htmx:configRequest', function (e) {
    if (e.target.id !== 'filters') return;
    var p = e.detail.parameters, find = document.querySelector('a[href$="/households/find/"]');
    // An identity number belongs into no address: it is looked up by the other form.
    if (find && /^\s*\d{17}[\dXx]\s*$/.test(p.q || '')) { e.preventDefault(); location.href = find.href; return; }
    Object.keys(p).forEach(function (k) { if (p[k] === '') delete p[k]; });
  });
  // A full number stays on the screen for half a minute.
  function hideLater() {
    all('[data-secret]:not([data-timed])').forEach(function (x) {
      x.setAttribute('data-timed', '');
      setTimeout(function () { x.textContent = x.dataset.secret; x.classList.remove('secret'); }, 30000);
    });
  }
  document.addEventListener('click', function (e) {
    var open = document.querySelector('.tab-new[open]');
    if (open && !open.contains(e.target)) open.removeAttribute('open');
  });
  if (document.getElementById('rows')) follow();
  selection(); hideLater();
})();
