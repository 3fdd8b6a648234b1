/* results.js: the search form and its results on a page. Texts are put in as text, never as HTML. */
(function () {
  "use strict";

  const search = window.qprSearch;
  const FEW = 6; // results below the field of a page
  const MANY = 20; // on the page for searching, before the rest is asked for
  const PAUSE = 400; // milliseconds in which nobody types, before the count is told to a screen reader

  function make(name, attributes, ...content) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) { element.setAttribute(key, value); }
    element.append(...content);
    return element;
  }

  function marked(pieces) {
    return pieces.map(function (piece) { return piece.hit ? make("mark", {}, piece.text) : piece.text; });
  }

  function listItem(told) {
    const link = make("a", { href: told.href });
    if (told.id) { link.append(make("span", { class: "search-id" }, told.id), " "); }
    link.append(...marked(told.title));
    const facts = make("p", { class: "search-facts" });
    if (told.status) {
      const shown = ["status", told.tone, told.shape].filter(Boolean).join(" ");
      facts.append(make("span", { class: shown }, told.status), " ");
    }
    const where = [told.quarter, told.report, told.section, told.heading].filter(Boolean).join(", ");
    facts.append(make("span", {}, where));
    const item = make("li", {}, make("p", { class: "search-name" }, link), facts);
    if (told.snippet.length) { item.append(make("p", { class: "search-snippet" }, ...marked(told.snippet))); }
    return item;
  }

  function counted(number) {
    return number === 1 ? "1 result" : number + " results";
  }

  /** A search form with the place for its results. */
  class Search {
    constructor(form) {
      this.form = form;
      this.field = form.querySelector("input[type=search]");
      this.status = make("p", { class: "search-status", role: "status", "aria-live": "polite" });
      form.append(this.status);
      this.page = form.dataset.page || "";
      this.limit = this.page ? MANY : FEW;
      this.box = this.page ? document.getElementById("search-results") : this.panel();
      this.all = form.querySelector("input[name=in]");
      this.timer = 0;
      this.asked = "";
      this.field.addEventListener("input", () => this.answer());
      if (this.page) {
        form.addEventListener("submit", (event) => {
          event.preventDefault();
          this.answer();
        });
        if (this.all) { this.all.addEventListener("change", () => this.answer()); }
        const address = new URLSearchParams(window.location.search);
        if (!this.field.value) { this.field.value = address.get("q") || ""; }
        if (this.all) { this.all.checked = address.get("in") === "all"; }
      }
    }

    /** The panel below the field of a page: it closes with Escape, and when the focus goes elsewhere. */
    panel() {
      const box = make("section", { class: "search-panel", "aria-label": "Search results", hidden: "" });
      this.form.append(box);
      this.form.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !box.hidden) {
          event.preventDefault();
          box.hidden = true;
          this.field.focus();
        }
      });
      this.form.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !this.form.contains(event.relatedTarget)) { box.hidden = true; }
      });
      document.addEventListener("click", (event) => {
        if (!this.form.contains(event.target)) { box.hidden = true; }
      });
      return box;
    }

    get question() {
      return this.field.value.trim();
    }

    get everywhere() {
      return !this.form.dataset.index || Boolean(this.all && this.all.checked);
    }

    /** Where to look: this edition, or all of them; nothing if what it takes is not at hand. */
    async sources() {
      if (!this.everywhere) {
        const came = await search.bring(this.form.dataset.index);
        return came ? [{ edition: this.form.dataset.edition }] : [];
      }
      await search.bring(this.form.dataset.all + "search/editions.js");
      const base = this.form.dataset.all;
      const listed = search.listed() || [];
      const came = await Promise.all(listed.map(function (one) { return search.bring(base + one.script); }));
      return listed.filter(function (one, place) { return came[place]; }).map(function (one) {
        return { edition: one.edition, site: base + one.site, report: one.report };
      });
    }

    async answer() {
      const question = this.question;
      this.asked = question;
      if (this.page) { this.remember(question); }
      if (!question) {
        this.box.replaceChildren();
        if (!this.page) { this.box.hidden = true; }
        this.tell("");
        return;
      }
      let sources = await this.sources();
      let lacking = "";
      if (!sources.length && this.everywhere && this.form.dataset.index) {
        lacking = "The other editions are not beside this one here. ";
        if (await search.bring(this.form.dataset.index)) { sources = [{ edition: this.form.dataset.edition }]; }
      }
      if (this.asked !== question) { return; } // somebody typed on meanwhile
      if (!sources.length) {
        this.show([], "Search is not available here. Every indicator is listed under All indicators.", question);
        return;
      }
      const { results, kind } = search.find(sources, question);
      this.show(results, lacking + this.told(results.length, kind, question), question);
    }

    told(number, kind, question) {
      if (!number) {
        const example = search.example();
        const id = example ? ", or an indicator's id such as " + example : "";
        return "Nothing found for " + question + ". Try fewer or other words" + id + ".";
      }
      if (kind === "similar") { return "Nothing found for " + question + ". " + counted(number) + " for similar words"; }
      if (kind === "some") { return "No place has all of " + question + ". " + counted(number) + " with some of the words"; }
      return counted(number) + " for " + question;
    }

    show(results, words, question, limit = this.limit) {
      const heading = make("h2", { class: "search-count", tabindex: "-1" }, words);
      const shown = [heading];
      if (results.length) {
        const list = make("ol", { class: "search-list" });
        list.append(...results.slice(0, limit).map(function (result) { return listItem(search.told(result)); }));
        shown.push(list);
      }
      if (this.page && results.length > limit) {
        const more = make("button", { type: "button", class: "search-more" }, "Show all " + counted(results.length));
        more.addEventListener("click", () => {
          this.show(results, words, question, results.length);
          this.box.querySelectorAll(".search-name a")[limit].focus();
        });
        shown.push(more);
      }
      if (!this.page) { shown.push(...this.onwards(results.length, question)); }
      this.box.replaceChildren(...shown);
      this.box.hidden = false;
      this.tell(words);
    }

    /** Links from the panel to the page for searching. */
    onwards(number, question) {
      const list = make("ul", { class: "search-onwards" });
      const address = this.form.getAttribute("action") + "?q=" + encodeURIComponent(question);
      if (number > FEW) { list.append(make("li", {}, make("a", { href: address }, "All " + counted(number)))); }
      if (this.form.dataset.index && this.form.dataset.all) {
        list.append(make("li", {}, make("a", { href: address + "&in=all" }, "Search all editions")));
      }
      return list.children.length ? [list] : [];
    }

    /** The count for a screen reader, once typing has come to a rest. */
    tell(words) {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        this.status.textContent = words;
      }, PAUSE);
    }

    /** Keep the question in the address, so that a search can be mailed. */
    remember(question) {
      const address = new URL(window.location.href);
      const asked = new URLSearchParams();
      if (question) { asked.set("q", question); }
      if (question && this.all && this.all.checked) { asked.set("in", "all"); }
      address.search = asked.toString();
      try {
        window.history.replaceState(null, "", address);
      } catch (error) {
        // Some browsers keep the address of a file as it is; the search goes on without.
      }
    }
  }

  search.begin = function (form) {
    const begun = new Search(form);
    if (begun.question) {
      begun.answer();
    } else if (begun.form.dataset.index && !begun.everywhere) {
      search.bring(begun.form.dataset.index).then(function () { search.ready(); }); // before the first letter is typed
    } else {
      begun.sources().then(function () { search.ready(); });
    }
  };
})();
