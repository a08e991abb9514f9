// The wall: asks for its data every 30 s, shows one scene after the other, and never shows a login page or nothing.
// Time is the server's: each answer says how old its data are, and performance.now() says how long ago it came. The
// clock of this computer may be wrong by years and nothing here is.
(function () {
  "use strict";
  var draw = window.roWallDraw;
  var ANSWER_WITHIN_MS = 20000, AGAIN_AFTER_MS = 5000, QUIET_AFTER_MS = 50000;
  var MINUTE = 60000, HOUR = 3600000, LIVED_FOR_A_RELOAD_MS = 2 * HOUR, KEPT = "radops-wall";
  var DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  var NBSP = "\u00a0";

  function node(name) { return document.getElementById("w-" + name); }
  var painter = new draw.Painter(node("scene"));
  // data: the last good answer, and when it came. turn: which scene stands, since when. failed: what keeps us waiting.
  var state = { data: null, cameAt: 0, turn: 0, since: 0, failed: "", heldBack: "", refreshes: 0, asked: 0, answered: 0, drawn: "" };
  var timer = null;

  function now() { return performance.now(); }
  function passed() { return now() - state.cameAt; }

  // --- words -------------------------------------------------------------------------------------------------
  function two(number) { return (number < 10 ? "0" : "") + number; }
  function hospital(ms) { return new Date(ms); }
  function clockMs() { return state.data.clock_ms + passed(); }
  function time(ms) { var at = hospital(ms); return two(at.getUTCHours()) + ":" + two(at.getUTCMinutes()); }
  function moment(ms) {
    var at = hospital(ms), today = hospital(clockMs());
    var same = at.toISOString().slice(0, 10) === today.toISOString().slice(0, 10);
    return same ? time(ms) : at.getUTCDate() + NBSP + MONTHS[at.getUTCMonth()];
  }
  function span(seconds) {
    var minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
    if (minutes < 1) { return "under 1" + NBSP + "min"; }
    if (days >= 3) { return days + NBSP + "d"; }
    if (days) { return days + NBSP + "d" + (hours % 24 ? " " + hours % 24 + NBSP + "h" : ""); }
    return (hours ? hours + NBSP + "h" : "") + (hours && minutes % 60 ? " " : "") + (minutes % 60 || !hours ? minutes % 60 + NBSP + "min" : "");
  }
  function aged(fact) {
    var more = passed() / 1000, said = { stale: false, source: "", age: "", value: null };
    if (fact.since_s !== null) { said.value = span(fact.since_s + more); }
    if (fact.source === "") { return said; }
    if (fact.age_s === null) { said.source = fact.source + ","; said.age = "no data yet"; return said; }
    var seconds = fact.age_s + more;
    said.stale = fact.limit_s !== null && seconds > fact.limit_s;
    said.source = fact.source + (said.stale ? " of " + moment(clockMs() - seconds * 1000) + "," : ",");
    said.age = said.stale
      ? "STALE since " + moment(clockMs() - (seconds - fact.limit_s) * 1000) : span(seconds) + " old";
    return said;
  }

  // --- the picture -------------------------------------------------------------------------------------------
  function playlist() { return state.data.playlist; }
  function scene() { return state.data.scenes[playlist()[state.turn].scene]; }

  function paint() {
    var shown = scene();
    draw.say(node("title"), shown.title);
    draw.show(node("message"), shown.message !== "");
    draw.say(node("message-text"), shown.message);
    draw.put(node("message"), "data-state", shown.message_state);
    draw.icon(node("message-icon"), shown.message_state);
    paintTurns();
    painter.draw(shown);
    state.drawn = shown.name;
    tick();
  }
  function paintTurns() {
    var at = node("turns"), many = playlist().length;
    while (at.children.length < many) { draw.make("span", "", at); }
    while (at.children.length > many) { at.removeChild(at.lastChild); }
    for (var i = 0; i < many; i += 1) { draw.put(at.children[i], "data-now", i === state.turn ? "yes" : "no"); }
    draw.show(at, many > 1);
  }
  function rotate() {
    var stands = playlist()[state.turn].seconds * 1000;
    if (playlist().length > 1 && now() - state.since >= stands) {
      state.turn = (state.turn + 1) % playlist().length;
      state.since = now();
      paint();
    }
  }
  function tick() {
    if (!state.data) { return; }
    var at = hospital(clockMs());
    draw.say(node("clock"), time(clockMs()));
    draw.say(node("date"), DAYS[at.getUTCDay()] + " " + at.getUTCDate() + NBSP + MONTHS[at.getUTCMonth()]);
    painter.age(scene(), aged);
    var quiet = state.failed !== "" || passed() > QUIET_AFTER_MS + state.data.refresh_s * 1000 - 30000;
    draw.show(node("contact"), quiet);
    if (quiet) {
      var what = state.failed === "no data" ? "The server has no data since " : "No contact since ";
      draw.say(node("contact"), "STALE. " + what + moment(state.data.clock_ms) + ", last picture kept");
    }
    var contact = quiet ? "no" : "yes";
    if (document.body.getAttribute("data-contact") !== contact) {
      draw.put(document.body, "data-contact", contact);
      // The bar takes room from the tiles: a chart drawn for more of it would shrink with its letters.
      painter.fit(scene());
    }
  }

  // --- notices: what a screen without a picture says -----------------------------------------------------------
  var HOW = "In radops an administrator opens the page Wall displays, or runs \u201cradops display pair NAME\u201d, and opens the address that it shows on this screen.";
  var NOTICES = {
    waiting: ["Waiting for the server", "It has not answered yet. This screen tries again by itself."],
    unpaired: ["This screen is not paired", "It shows nothing until it is. " + HOW],
    revoked: ["This display was revoked", "It shows nothing any more. To use the screen again: " + HOW]
  };
  function notice(name, text) {
    var said = NOTICES[name];
    draw.show(node("notice"), !!name);
    document.body.setAttribute("data-notice", name || "");
    if (!name) { return; }
    draw.say(node("notice-title"), said[0]);
    draw.say(node("notice-text"), text || said[1]);
  }
  function forget(why, text) {
    // Nothing of the last picture may stay on a screen that may show it no more.
    state.data = null;
    painter.draw(null);
    ["title", "date", "clock", "message-text"].forEach(function (name) { draw.say(node(name), ""); });
    ["message", "contact", "turns"].forEach(function (name) { draw.show(node(name), false); });
    notice(why, text);
  }

  // --- asking ------------------------------------------------------------------------------------------------
  function ask(path, options) {
    var ending = new AbortController();
    var late = setTimeout(function () { ending.abort(); }, ANSWER_WITHIN_MS);
    options.signal = ending.signal;
    options.cache = "no-store";
    options.credentials = "same-origin";
    options.redirect = "error";
    // The body counts too: a server that dies in the middle of its answer has not answered.
    return fetch(path, options).then(function (answer) {
      return answer.text().then(function (text) { return { status: answer.status, text: text }; });
    }).finally(function () { clearTimeout(late); });
  }
  function refresh() {
    clearTimeout(timer);
    var turn = (state.asked += 1);
    return ask("/wall/data", {}).then(function (answer) {
      // Two may be under way at once, and the older one come last: it would bring an older picture back as a new one.
      if (turn < state.answered) { return; }
      state.answered = turn;
      if (answer.status === 200) { took(JSON.parse(answer.text)); return; }
      if (answer.status === 401 && NOTICES[answer.text]) { state.failed = ""; forget(answer.text, state.heldBack); return; }
      missed("no data");
    }).catch(function () { if (turn >= state.answered) { missed("no contact"); } }).then(function () {
      state.refreshes += 1;
      // Not all screens at the same moment when the server returns.
      var every = state.failed ? AGAIN_AFTER_MS * (0.7 + 0.6 * Math.random()) : (state.data ? state.data.refresh_s * 1000 : 30000);
      clearTimeout(timer);
      timer = setTimeout(refresh, every);
    });
  }
  function isPicture(data) {
    return !!data && Array.isArray(data.playlist) && data.playlist.length > 0 && !!data.scenes
      && data.playlist.every(function (turn) { return !!data.scenes[turn.scene]; });
  }
  function took(data) {
    // What stands between, a proxy or a captive portal, may answer too: the last picture stays until one comes.
    if (!isPicture(data)) { throw new Error("no picture"); }
    var before = state.data && playlist()[state.turn].scene;
    var first = !state.data;
    state.data = data;
    state.cameAt = now();
    state.failed = state.heldBack = "";
    if (first) { begin(); }
    else if (!playlist()[state.turn] || playlist()[state.turn].scene !== before) {
      var place = playlist().findIndex(function (turn) { return turn.scene === before; });
      state.turn = Math.max(place, 0);
    }
    notice("");
    paint();
    reloadIfDue();
  }
  function missed(why) {
    state.failed = why;
    if (state.data) { tick(); } else if (!document.body.getAttribute("data-notice")) { notice("waiting"); }
  }

  // --- a new page, once a night or after an update, on the same scene ------------------------------------------
  function kept() {
    try { return JSON.parse(window.sessionStorage.getItem(KEPT) || "{}"); } catch (error) { return {}; }
  }
  function begin() {
    var place = kept();
    var turn = playlist().findIndex(function (one) { return one.scene === place.scene; });
    state.turn = Math.max(turn, 0);
    state.since = now();
  }
  function reloadIfDue() {
    var old = document.body.getAttribute("data-version") !== state.data.version;
    var night = hospital(clockMs()).getUTCHours() === state.data.night_hour && now() > LIVED_FOR_A_RELOAD_MS;
    if (!(night || (old && kept().version !== state.data.version))) { return; }
    // The page itself must be there first: what a browser shows in place of a page that is not needs a person.
    ask("/wall", {}).then(function (answer) {
      if (answer.status !== 200) { return; }
      try {
        window.sessionStorage.setItem(KEPT, JSON.stringify({ scene: scene().name, version: state.data.version }));
      } catch (error) { if (!night) { return; } }
      window.location.reload();
    }).catch(function () { return undefined; });
  }

  // --- pairing -----------------------------------------------------------------------------------------------
  function pair(code) {
    // What stands behind # never leaves the browser by itself: no log of a server or proxy holds the code.
    history.replaceState(null, "", "/wall");
    return ask("/wall/pair", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code: code })
    }).then(function (answer) {
      if (answer.status === 403 || answer.status === 400) { state.heldBack = answer.text + " " + HOW; }
      if (answer.status >= 500) { throw new Error("no answer"); }
    }).catch(function () {
      // Not used up yet: try again until the server says what it thinks of it.
      notice("waiting");
      return new Promise(function (done) { setTimeout(done, AGAIN_AFTER_MS); }).then(function () { return pair(code); });
    });
  }
  function start() {
    // As it stands: a code has no sign that is written otherwise in an address, and what is none the server refuses.
    var code = window.location.hash.slice(1);
    (code ? pair(code) : Promise.resolve()).then(refresh);
  }
  // A screen that shows the wall already is given another address: the browser does not load the page anew for it.
  window.addEventListener("hashchange", start);

  window.addEventListener("hashchange", start);
  window.addEventListener("online", refresh);
  window.addEventListener("resize", function () { if (state.data) { painter.fit(scene()); } });
  document.fonts.ready.then(function () { if (state.data) { painter.fit(scene()); } });
  setInterval(function () { if (state.data) { rotate(); tick(); } }, 1000);
  window.roWall = { refresh: refresh, state: state, paint: paint };
  start();
})();
