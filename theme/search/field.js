/* field.js: what every page loads of search. It waits; the rest comes when somebody goes to the search field.
 *
 * Scripts of a folder that was opened by double-click may not be modules and may fetch nothing, so each file is a plain
 * script that another one brings in.
 */
(function () {
  "use strict";

  const search = (window.qprSearch = window.qprSearch || {});
  const asked = new Map();

  /** Bring in a script once; the promise says whether it came. */
  search.bring = function (address) {
    if (!asked.has(address)) {
      asked.set(address, new Promise(function (done) {
        const script = document.createElement("script");
        script.src = address;
        script.addEventListener("load", function () { done(true); });
        script.addEventListener("error", function () { done(false); });
        document.head.append(script);
      }));
    }
    return asked.get(address);
  };

  /** Wake up a search: its form, with all that it needs. */
  function wake(form) {
    if (form.dataset.awake) { return; }
    form.dataset.awake = "yes";
    const from = form.dataset.library;
    Promise.all(["minisearch.js", "engine.js", "results.js"].map(function (name) { return search.bring(from + name); }))
      .then(function (came) {
        if (came.every(Boolean)) { search.begin(form); }
      });
  }

  document.querySelectorAll("form[data-library]").forEach(function (form) {
    if (form.dataset.page) {
      form.hidden = false; // a page for searching: its address may hold a question
      wake(form);
    } else {
      form.addEventListener("focusin", function () { wake(form); });
    }
  });
})();
