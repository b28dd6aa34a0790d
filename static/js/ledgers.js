// Payments of a ledger: how many rows are ticked, and what they come to.
(() => {
  "use strict";
  const form = document.querySelector("[data-pay-form]");
  if (!form) return;
  const boxes = Array.from(form.querySelectorAll("[data-pay]"));
  const every = form.querySelector("[data-pay-all]");
  const count = form.querySelector("[data-pay-n]");
  const sum = form.querySelector("[data-pay-sum]");
  const format = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: 2 });

  const tell = () => {
    const chosen = boxes.filter((box) => box.checked);
    // In fen, so that no hundredth is lost.
    const fen = chosen.reduce((all, box) => all + Math.round(box.dataset.pay * 100), 0);
    count.textContent = chosen.length;
    sum.textContent = format.format(fen / 100);
    every.checked = chosen.length > 0 && chosen.length === boxes.length;
    every.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  };

  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  tell();
})();
