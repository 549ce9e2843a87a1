"use strict";
const form = document.getElementById("filters");
const questions = Array.from(document.querySelectorAll(".question"));
const texts = questions.map((one) => one.textContent.toLowerCase());
const field = (id) => document.getElementById(id);

function show() {
  const words = field("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const kind = field("kind").value;
  const outcome = field("outcome").value;
  const changed = field("changed");
  let shown = 0;
  questions.forEach((one, place) => {
    const fits = (!kind || one.dataset.kind === kind)
      && (!outcome || one.dataset.outcomes.split(" ").includes(outcome))
      && (!changed || !changed.checked || one.dataset.changed === "yes")
      && words.every((word) => texts[place].includes(word));
    one.hidden = !fits;
    shown += fits ? 1 : 0;
  });
  field("count").textContent = `${shown} of ${questions.length}`;
}

let closed = [];
addEventListener("beforeprint", () => {
  closed = questions.filter((one) => !one.open);
  closed.forEach((one) => { one.open = true; });
});
addEventListener("afterprint", () => closed.forEach((one) => { one.open = false; }));
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
show();
