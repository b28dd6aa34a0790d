// Allocating a batch: what the entered amounts come to, and what is left of it.
(() => {
  "use strict";
  const form = document.querySelector("[data-allocate]");
  if (!form) return;
  const fields = Array.from(form.querySelectorAll("input[name^='amount-']"));
  const sum = form.querySelector("[data-allocate-sum]");
  const left = form.querySelector("[data-allocate-left]");
  const format = new Intl.NumberFormat("zh-CN", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  });
  // In cents, so that nothing is lost: 10,000 yuan are a million cents.
  const CENTS = 1000000;
  const cents = (text) => {
    const number = Number(text.normalize("NFKC").replace(/[,，\s]|万元?$/g, ""));
    return Number.isFinite(number) ? Math.round(number * CENTS) : 0;
  };
  const free = cents(form.dataset.free);

  const tell = () => {
    const entered = fields.reduce((all, field) => all + cents(field.value), 0);
    sum.textContent = format.format(entered / CENTS);
    left.textContent = format.format((free - entered) / CENTS);
    left.classList.toggle("t-bad", entered > free);
  };

  form.addEventListener("input", tell);
  tell();
})();
