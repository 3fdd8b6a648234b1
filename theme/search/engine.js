/* engine.js: finds places by words. It knows nothing of the page it is on.
 *
 * How words are taken apart is the same as in qprlib/publishing/site/search_words.py, by which the indexes are made.
 */
(function () {
  "use strict";

  const search = window.qprSearch;
  const WORD = /[\p{L}\p{N}]+(?:[.,’'][\p{L}\p{N}]+)*/gu;
  const LONGEST_SNIPPET = 190; // characters
  const BEFORE = 60; // of them before the first hit
  const FIELDS = ["id", "title", "section", "text"];

  search.words = function (text) {
    return text.match(WORD) || [];
  };

  search.term = function (word) {
    const found = word.toLowerCase().replace(/[’']s$/, "").replace(/[’']/g, "");
    if (found.length <= 3 || !found.endsWith("s") || /[0-9]/.test(found) || /(?:ss|us|is)$/.test(found)) {
      return found;
    }
    if (found.endsWith("ies")) { return found.length > 4 ? found.slice(0, -3) + "y" : found.slice(0, -1); }
    return found.slice(0, /(?:ch|sh|x|z|ss)es$/.test(found) ? -2 : -1);
  };

  search.options = {
    fields: FIELDS,
    tokenize: search.words,
    processTerm: search.term,
    searchOptions: {
      combineWith: "AND",
      boost: { id: 12, title: 6, section: 2 },
      prefix: function (term) { return term.length > 1; },
    },
  };

  const indexes = new Map(); // edition to its index, ready for questions
  const unread = [];
  let listed = null;

  /** An index script calls this. It is made ready at the first question. */
  search.put = function (index) {
    unread.push(index);
  };

  /** The list of editions calls this. */
  search.list = function (editions) {
    listed = editions;
  };

  search.ready = function () {
    for (const index of unread.splice(0)) {
      const found = window.MiniSearch.loadJS(index.index, search.options);
      indexes.set(index.edition, { ...index, index: null, library: found });
    }
    return indexes;
  };

  search.listed = function () {
    return listed;
  };

  /** What a question is without its marks: "HW 01" and "hw-01" are both hw01. */
  function compact(text) {
    return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  }

  function ask(sources, question, more) {
    const wanted = compact(question);
    const found = [];
    sources.forEach(function (source, place) {
      const edition = indexes.get(source.edition);
      if (!edition) { return; }
      const ids = new Set();
      for (const hit of edition.library.search(question, more)) {
        ids.add(hit.id);
        const exact = compact(edition.spots[hit.id][2]) === wanted;
        found.push({ source, edition, place, spot: hit.id, score: hit.score, exact, terms: new Set(hit.terms) });
      }
      edition.spots.forEach(function (spot, number) {
        if (wanted && !ids.has(number) && compact(spot[2]) === wanted) {
          const terms = new Set(search.words(spot[2]).map(search.term));
          found.push({ source, edition, place, spot: number, score: 0, exact: true, terms });
        }
      });
    });
    return ranked(found);
  }

  /** An id that was asked for comes first; then the best place, in all its editions, which are listed newest first. */
  function ranked(found) {
    const best = new Map();
    for (const one of found) {
      const [page, anchor, id] = one.edition.spots[one.spot];
      one.same = (one.source.report || "") + " " + (id || one.edition.pages[page][0] + "#" + anchor);
      best.set(one.same, Math.max(one.score, best.get(one.same) || 0));
    }
    return found.sort(function (a, b) {
      return b.exact - a.exact || best.get(b.same) - best.get(a.same) || (a.same < b.same ? -1 : a.same > b.same ? 1 : 0)
        || a.place - b.place || a.spot - b.spot;
    });
  }

  /** An indicator's id, for whoever found nothing. */
  search.example = function () {
    for (const edition of indexes.values()) {
      const spot = edition.spots.find(function (one) { return one[2]; });
      if (spot) { return spot[2]; }
    }
    return "";
  };

  const NEAR = {
    fuzzy: function (term) { return term.length > 3 && !/[0-9]/.test(term) ? 0.25 : false; },
    maxFuzzy: 2,
  };

  /**
   * Places that answer a question: {results, kind}. They have all its words; if there are none such, words like them
   * (kind "similar"), else some of them ("some").
   */
  search.find = function (sources, question) {
    search.ready();
    for (const [kind, more] of [["all", {}], ["similar", NEAR], ["some", { combineWith: "OR" }]]) {
      const results = ask(sources, question, more);
      if (results.length) { return { results, kind }; }
    }
    return { results: [], kind: "all" };
  };

  /** A result in full: what it says, where it leads, and the words around the hit. */
  search.told = function (result) {
    const [page, anchor, id, title, status, parts] = result.edition.spots[result.spot];
    const [slug, section] = result.edition.pages[page];
    const part = bestPart(parts, result.terms);
    const [tonedWord, tone, shape] = result.edition.statuses[status] || ["", "", ""];
    const place = part.hits ? part.anchor : anchor;
    return {
      id,
      title: pieces(title, result.terms),
      section: section === title ? "" : section,
      heading: part.hits ? part.heading : "",
      quarter: result.edition.quarter,
      report: result.source.report || "",
      status: tonedWord,
      tone,
      shape,
      href: (result.source.site || "") + slug + ".html" + (place ? "#" + place : ""),
      snippet: snippet(part.text, result.terms),
    };
  };

  function bestPart(parts, terms) {
    let best = { anchor: "", heading: "", text: "", hits: 0 };
    for (const [anchor, heading, text] of parts) {
      const hits = new Set(search.words(heading + " " + text).map(search.term).filter(function (one) {
        return terms.has(one);
      })).size;
      if (hits > best.hits || !best.text) { best = { anchor, heading, text, hits }; }
    }
    return best;
  }

  /** Text in pieces, each with whether it is a hit. */
  function pieces(text, terms) {
    const found = [];
    let end = 0;
    for (const match of text.matchAll(WORD)) {
      if (terms.has(search.term(match[0]))) {
        if (match.index > end) { found.push({ text: text.slice(end, match.index), hit: false }); }
        end = match.index + match[0].length;
        found.push({ text: match[0], hit: true });
      }
    }
    if (end < text.length) { found.push({ text: text.slice(end), hit: false }); }
    return found;
  }

  function snippet(text, terms) {
    let first = 0;
    for (const match of text.matchAll(WORD)) {
      if (terms.has(search.term(match[0]))) {
        first = match.index;
        break;
      }
    }
    let start = first > BEFORE ? text.indexOf(" ", first - BEFORE) + 1 : 0;
    if (start > first) { start = first; }
    let end = text.length;
    if (end - start > LONGEST_SNIPPET) {
      end = text.lastIndexOf(" ", start + LONGEST_SNIPPET);
      if (end <= first) { end = start + LONGEST_SNIPPET; }
    }
    const cut = pieces(text.slice(start, end), terms);
    if (start > 0) { cut.unshift({ text: "… ", hit: false }); }
    if (end < text.length) { cut.push({ text: " …", hit: false }); }
    return cut;
  }
})();
