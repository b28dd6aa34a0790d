/* Upload page: choose or drop a file, and see at once what is wrong with it. Without this
   file everything works through the plain form fields. */
(function () {
  'use strict';
  function $(s, r) { return (r || document).querySelector(s); }
  function show(el, on) { if (el) el.hidden = !on; }

  var form = $('[data-upload]');
  var refused = $('#upload-error');
  if (refused) refused.focus();
  if (!form) return;
  var drop = $('[data-drop]', form), input = $('input[type=file]', drop);
  var chosen = $('[data-drop-chosen]', drop), error = $('[data-drop-error]', drop);
  input.classList.add('sr');
  show($('[data-drop-label]', drop), true);
  show($('[data-drop-hint]', drop), true);

  function size(bytes) {
    return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + ' KB' : (bytes / 1048576).toFixed(1) + ' MB';
  }
  function problem() {
    var file = input.files[0];
    if (!file) return error.dataset.missing;
    if (!/\.(xlsx|csv)$/i.test(file.name)) return error.dataset.wrongKind;
    if (file.size > Number(form.dataset.maxBytes)) return error.dataset.tooLarge;
    return '';
  }
  function tell(text) {
    $('span', error).textContent = text;
    show(error, Boolean(text));
    input.setAttribute('aria-invalid', String(Boolean(text)));
  }
  function changed() {
    var file = input.files[0];
    chosen.textContent = file ? file.name + ' · ' + size(file.size) : '';
    show(chosen, Boolean(file));
    tell(file ? problem() : '');
  }
  input.addEventListener('change', changed);
  // Back by the browser: the file is still chosen, the button says what it does again.
  var button = $('[data-busy] span', form), idle = button.textContent;
  window.addEventListener('pageshow', function () { button.textContent = idle; });
  form.addEventListener('submit', function (event) {
    var text = problem();
    if (!text) { button.textContent = $('[data-busy]', form).dataset.busy; return; }
    event.preventDefault();
    tell(text);
    input.focus();
  });

  ['dragenter', 'dragover'].forEach(function (name) {
    drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.add('over'); });
  });
  ['dragleave', 'drop'].forEach(function (name) {
    drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.remove('over'); });
  });
  drop.addEventListener('drop', function (event) {
    if (!event.dataTransfer || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    changed();
  });

  // The template carries what is chosen above it, such as the month and the village.
  var link = $('[data-template-link]', form);
  form.addEventListener('change', function (event) {
    if (!link || !event.target.closest('.context-fields')) return;
    var query = Array.prototype.map.call(document.querySelectorAll('.context-fields [name]'), function (field) {
      return encodeURIComponent(field.name) + '=' + encodeURIComponent(field.value);
    }).join('&');
    link.href = link.href.split('?')[0] + (query ? '?' + query : '');
  });
})();
