/* Roster and household page: row selection after a swap, villages of a township, numbers shown for a while. */
(function () {
  'use strict';
  function all(s) { return Array.prototype.slice.call(document.querySelectorAll(s)); }
  // Rows are swapped in, so the selection is listened for on the document.
  function selection() {
    var rows = all('[data-row]'), n = rows.filter(function (x) { return x.checked; }).length;
    var bar = document.getElementById('bulk'), whole = document.querySelector('[data-all]');
    if (bar) { bar.hidden = !n; var c = bar.querySelector('[data-n]'); if (c) c.textContent = n; }
    rows.forEach(function (x) { x.closest('tr').classList.toggle('sel', x.checked); });
    if (whole) { whole.checked = n > 0 && n === rows.length; whole.indeterminate = n > 0 && !whole.checked; }
  }
  document.addEventListener('change', function (e) {
    if (e.target.matches('[data-all]')) { all('[data-row]').forEach(function (x) { x.checked = e.target.checked; }); selection(); }
    if (e.target.matches('[data-row]')) selection();
    // The villages offered are those of the township: a village of another one is let go.
    if (e.target.id === 'f-township') { var v = document.getElementById('f-village'); if (v) v.value = ''; }
  }, true);
  document.addEventListener('htmx:afterSettle', function () { selection(); hideLater(); });
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
  selection(); hideLater();
})();
