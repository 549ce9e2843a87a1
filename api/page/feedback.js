// Whether an answer was right, as the person who asked says; a wrong one may be put right.
import { element, visible } from "./dom.js";
import { giveFeedback } from "./service.js";

/** Two buttons under an answer, and after 'Wrong' a field for what would be right. */
export function feedback(answer) {
  const said = element("span", { className: "quiet", role: "status" });
  const buttons = new Map();
  const { form, input } = correction(answer.id, (expected) => give("bad", expected));

  async function give(rating, expected = null) {
    try {
      await giveFeedback(answer.id, { rating, expected });
      for (const [name, button] of buttons) button.setAttribute("aria-pressed", String(name === rating));
      form.hidden = rating !== "bad" || expected !== null;
      said.textContent = form.hidden ? "Noted." : "Noted. What would be right?";
      if (!form.hidden) input.focus();
      else if (expected !== null) buttons.get("bad").focus(); // the field is gone
    } catch (error) {
      said.textContent = visible(`${error.message} ${error.hint ?? ""}`);
    }
  }

  for (const [rating, label] of [["good", "Right"], ["bad", "Wrong"]]) {
    buttons.set(rating, element("button",
      { type: "button", "aria-pressed": "false", onclick: () => give(rating) }, label));
  }
  return element("div", { className: "feedback" },
    element("div", { className: "row", role: "group", "aria-label": "Was this answer right?" },
      ...buttons.values(), said),
    form);
}

function correction(answerId, send) {
  const id = `expected-${answerId}`;
  const input = element("input", { id, type: "text", maxLength: 4000, required: true, autocomplete: "off" });
  const form = element("form",
    {
      hidden: true,
      onsubmit: (event) => {
        event.preventDefault();
        send(input.value);
      },
    },
    element("label", { htmlFor: id }, "The right answer, in short"),
    element("div", { className: "row" }, input, element("button", { type: "submit" }, "Send")));
  return { form, input };
}
