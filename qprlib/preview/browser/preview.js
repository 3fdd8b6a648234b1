// What a previewed page does by itself: it shows what is wrong, and loads again when it has changed, at the place
// where its reader was. The server puts this script into the pages it sends; no file of the site holds it.
"use strict";

(() => {
  const { page, version } = document.currentScript.dataset;
  const PLACE = `qpr-preview-place ${location.pathname}`;
  let dismissed = "";
  let told = false;
  let returning = null; // the place to return to, while the page is still being laid out
  let leaving = false;

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

  // Where the reader is: the last heading or block with an id above the top of the window, and how far below it. What
  // is not shown, such as a control that only narrow windows have, is nowhere.
  function presentPlace() {
    let nearest = null;
    for (const element of document.querySelectorAll("main [id]")) {
      if (element.checkVisibility() && element.getBoundingClientRect().top <= 1) nearest = element;
    }
    const below = nearest ? nearest.getBoundingClientRect().top : 0;
    return { id: nearest && nearest.id, below, x: scrollX, y: scrollY };
  }

  function keepPlace() {
    sessionStorage.setItem(PLACE, JSON.stringify(returning || presentPlace()));
  }

  // Fonts and pictures that arrive later move what stands below them: the place is taken again until all are there, or
  // until the reader moves. The browser's own way restores a number of pixels, at a moment of its own.
  function returnToPlace() {
    history.scrollRestoration = "manual";
    const [how] = performance.getEntriesByType("navigation");
    if (how.type === "navigate") return;
    returning = JSON.parse(sessionStorage.getItem(PLACE) || "null");
    if (!returning) return;
    const anchor = returning.id && document.getElementById(returning.id);
    const settling = new ResizeObserver(takePlace);

    function takePlace() {
      if (!returning) return;
      const y = anchor ? anchor.getBoundingClientRect().top + scrollY - returning.below : returning.y;
      scrollTo({ left: returning.x, top: y, behavior: "instant" });
    }

    function settled() {
      takePlace();
      readerMoves();
    }

    function readerMoves() {
      settling.disconnect();
      returning = null;
    }

    takePlace();
    settling.observe(document.body);
    for (const move of ["wheel", "touchstart", "pointerdown", "keydown"]) {
      addEventListener(move, readerMoves, { once: true, passive: true });
    }
    addEventListener("load", () => document.fonts.ready.then(settled));
  }

  function loadAgain() {
    if (leaving) return;
    leaving = true;
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
  addEventListener("pagehide", keepPlace);
  connect(500);
})();
