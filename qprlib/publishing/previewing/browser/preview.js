// What a previewed page does by itself: it shows what is wrong, and loads again when it has changed, at the place
// where its reader was. The server puts this script into the pages it sends; no file of the site holds it.
"use strict";

(() => {
  const { page, version } = document.currentScript.dataset;
  const PLACE = "qpr-preview-place";
  let dismissed = "";
  let told = false;

  function part(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  // Both are there, empty, from the beginning: a screen reader reads what comes into them.
  const alert = part("div", "qpr-preview");
  alert.setAttribute("role", "alert");
  const status = part("div", "qpr-preview");
  status.setAttribute("role", "status");
  document.body.prepend(alert, status);

  // Where the reader is: the last heading or block with an id above the top of the window, and how far below it.
  function keepPlace() {
    let nearest = null;
    for (const element of document.querySelectorAll("main [id]")) {
      if (element.getBoundingClientRect().top <= 1) nearest = element;
    }
    const below = nearest ? nearest.getBoundingClientRect().top : 0;
    const place = { path: location.pathname, id: nearest && nearest.id, below, x: scrollX, y: scrollY };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  }

  function returnToPlace() {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) || "null");
    sessionStorage.removeItem(PLACE);
    if (!kept || kept.path !== location.pathname) return;
    const anchor = kept.id && document.getElementById(kept.id);
    const y = anchor ? anchor.getBoundingClientRect().top + scrollY - kept.below : kept.y;
    scrollTo({ left: kept.x, top: y, behavior: "instant" });
  }

  function loadAgain() {
    keepPlace();
    history.scrollRestoration = "manual";
    location.reload();
  }

  function showProblems(problems) {
    const said = JSON.stringify(problems);
    if (said === dismissed) return;
    dismissed = "";
    if (alert.dataset.said === said) return;
    alert.dataset.said = said;
    alert.replaceChildren();
    if (!problems.length) return;
    const box = part("section", "qpr-preview-problems");
    const head = part("div", "qpr-preview-head");
    const number = problems.length === 1 ? "one problem" : `${problems.length} problems`;
    const button = part("button", "", "Dismiss");
    button.type = "button";
    button.addEventListener("click", () => {
      dismissed = said;
      delete alert.dataset.said;
      alert.replaceChildren();
    });
    head.append(part("h2", "", `The preview cannot follow: ${number}`), button);
    const list = part("ol");
    for (const lines of problems) {
      const item = part("li");
      item.append(...lines.map(line => part("span", "", line.trim())));
      list.append(item);
    }
    const under = version ? "Below is what was last made without a fault." : "The page appears when this is mended.";
    box.append(head, part("p", "", under), list);
    alert.append(box);
  }

  function showStopped(stopped) {
    if (stopped === told) return;
    told = stopped;
    status.replaceChildren();
    if (!stopped) return;
    const box = part("div", "qpr-preview-note");
    box.append(part("p", "", "The preview has ended: this page no longer follows what is written."));
    status.append(box);
  }

  function connect(wait) {
    const socket = new WebSocket(`ws://${location.host}/_preview/changes`);
    const look = () => {
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify({ page, seen: document.visibilityState === "visible" }));
      }
    };
    socket.addEventListener("open", () => {
      wait = 500;
      showStopped(false);
      look();
    });
    socket.addEventListener("message", event => {
      const state = JSON.parse(event.data);
      const now = state.versions[page];
      if (now && now !== version) loadAgain();
      else showProblems(state.problems);
    });
    socket.addEventListener("close", () => {
      document.removeEventListener("visibilitychange", look);
      if (wait > 500) showStopped(true);
      setTimeout(() => connect(Math.min(wait * 2, 5000)), wait);
    });
    document.addEventListener("visibilitychange", look);
  }

  returnToPlace();
  connect(500);
})();
