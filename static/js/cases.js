/* A file too large for a paper is refused before it is sent, with the server's sentence. */
(function () {
  'use strict';
  var MOST = 20 * 1024 * 1024;
  document.addEventListener('change', function (e) {
    var input = e.target;
    if (!input.matches('.case-upload input[type=file]')) return;
    var form = input.form, old = form.querySelector('.err.too-large'), file = input.files[0];
    if (old) old.remove();
    if (!file || file.size <= MOST) return;
    var said = document.createElement('p');
    said.className = 'err too-large';
    said.setAttribute('role', 'alert');
    said.textContent = document.getElementById('papers').dataset.tooLarge;
    form.appendChild(said);
    input.value = '';
  });
})();
