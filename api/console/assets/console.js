// What makes the console quicker with JavaScript; every page works without it.

const EVERY_MS = 1500;

/** Long work: fetch the same page again and take over what it says; load it anew when the work has ended. */
async function follow() {
  const told = document.querySelector("[data-announce]");
  for (let last = ""; ; ) {
    await new Promise((resume) => setTimeout(resume, EVERY_MS));
    let live;
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      live = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-live]");
    } catch {
      continue; // the server restarts or the line is down: the work goes on without us
    }
    if (!live) return location.reload();
    document.querySelector("[data-live]").replaceChildren(...live.childNodes);
    const step = document.querySelector("[data-live] h2").textContent;
    if (told && step !== last) told.textContent = last = step;
  }
}

/** Files may be dropped anywhere on the dashed field, and are named before they are sent. */
function takeDrops(field) {
  const input = field.querySelector("input[type=file]");
  for (const name of ["dragenter", "dragover"]) {
    field.addEventListener(name, (event) => { event.preventDefault(); field.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) field.addEventListener(name, () => field.classList.remove("over"));
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const chosen = document.querySelector("[data-chosen]");
  input.addEventListener("change", () => {
    const names = [...input.files].map((file) => file.name);
    chosen.textContent = names.length ? `파일 ${names.length}개를 골랐습니다: ${names.join(", ")}` : "";
  });
}

/** What was typed and not saved is not lost by a slip. */
function warnOfLoss(form) {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
}

/** A second press of a button that was pressed sends nothing twice. */
function pressOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 10_000);
  });
}

document.querySelectorAll(".drop").forEach(takeDrops);
document.querySelectorAll("form[data-unsaved]").forEach(warnOfLoss);
document.querySelectorAll("form[method=post]").forEach(pressOnce);
document.querySelector("#problems")?.focus();
if (document.querySelector("[data-live]")) follow();
