// Draws a scene of the wall into nodes that are made once and never again: only texts, numbers and lines change, so
// that nothing goes blank at a refresh and no memory is taken that is not given back.
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  var WORD_SIZES = ["7", "6.2", "5.5", "4.9", "4.4", "3.9", "3.5", "3.1"];
  var MOST_TILES = 7, MOST_LINES = 2, MOST_BARS = 5, MOST_X_TICKS = 8, MOST_Y_TICKS = 6;
  var ICONS = {
    ok: "check-circle", due: "clock", warn: "exclamation-triangle-fill", action: "exclamation-octagon-fill",
    unknown: "question-circle"
  };

  function make(tag, name, parent) {
    var node = document.createElement(tag);
    node.className = name;
    parent.appendChild(node);
    return node;
  }
  function makeSvg(tag, name, parent) {
    var node = document.createElementNS(SVG, tag);
    node.setAttribute("class", name);
    parent.appendChild(node);
    return node;
  }
  function say(node, text) { if (node.textContent !== text) { node.textContent = text; } }
  function put(node, name, value) { if (node.getAttribute(name) !== value) { node.setAttribute(name, value); } }
  function show(node, yes) {
    if (yes) { if (node.hasAttribute("hidden")) { node.removeAttribute("hidden"); } }
    else if (!node.hasAttribute("hidden")) { node.setAttribute("hidden", ""); }
  }
  function icon(node, state) { put(node, "class", "w-icon" + (ICONS[state] ? " ro-icon-" + ICONS[state] : "")); }

  function makeChart(parent) {
    var title = make("p", "w-chart-title", parent);
    var at = makeSvg("svg", "w-chart", parent), chart = { at: at, title: title, x: [], y: [], rules: [] }, i;
    put(at, "aria-hidden", "true");
    chart.band = makeSvg("path", "w-band", at);
    for (i = 0; i < MOST_Y_TICKS; i += 1) {
      chart.rules.push(makeSvg("line", "w-rule", at));
      chart.y.push(makeSvg("text", "w-tick w-tick-y", at));
    }
    for (i = 0; i < MOST_X_TICKS; i += 1) { chart.x.push(makeSvg("text", "w-tick w-tick-x", at)); }
    chart.usual = makeSvg("path", "w-usual", at);
    chart.usualLabel = makeSvg("text", "w-tick w-usual-label", at);
    chart.level = makeSvg("line", "w-level", at);
    chart.levelLabel = makeSvg("text", "w-tick w-level-label", at);
    chart.line = makeSvg("path", "w-line", at);
    chart.dot = makeSvg("circle", "w-dot", at);
    chart.label = makeSvg("text", "w-label", at);
    return chart;
  }

  function makeTile(parent) {
    var at = make("article", "w-tile", parent), tile = { at: at, lines: [], bars: [] }, i, bar;
    var head = make("div", "w-tile-head", at);
    tile.title = make("h2", "w-tile-title", head);
    var body = make("div", "w-tile-body", at);
    var figure = make("p", "w-figure", body);
    tile.figure = figure;
    tile.valueIcon = make("span", "w-icon", figure);
    tile.value = make("span", "w-value", figure);
    tile.unit = make("span", "w-unit", figure);
    var side = make("div", "w-side", body);
    tile.chip = make("p", "w-chip", side);
    tile.chipIcon = make("span", "w-icon", tile.chip);
    tile.word = make("span", "", tile.chip);
    for (i = 0; i < MOST_LINES; i += 1) { tile.lines.push(make("p", "w-text", side)); }
    tile.barsAt = make("div", "w-bars", at);
    for (i = 0; i < MOST_BARS; i += 1) {
      bar = { at: make("div", "w-bar", tile.barsAt) };
      bar.label = make("span", "w-bar-label", bar.at);
      bar.track = make("span", "w-bar-track", bar.at);
      bar.fill = make("span", "w-bar-fill", bar.track);
      bar.value = make("span", "w-bar-value", bar.at);
      tile.bars.push(bar);
    }
    tile.chart = makeChart(at);
    tile.age = make("p", "w-age", at);
    tile.ageIcon = make("span", "w-icon", tile.age);
    tile.ageSource = make("span", "w-age-source", tile.age);
    tile.ageText = make("span", "w-age-text", tile.age);
    return tile;
  }

  function path(points) {
    return points.map(function (p, i) { return (i ? "L" : "M") + p[0].toFixed(1) + " " + p[1].toFixed(1); }).join("");
  }

  // Labels of a scale that would lie over each other are left out, beginning from its foot.
  function apart(ticks, h, range, size) {
    var last = null;
    return ticks.filter(function (tick) {
      var fits = last === null || h * (tick[0] - last) / (range[1] - range[0]) >= 1.15 * size;
      if (fits) { last = tick[0]; }
      return fits;
    });
  }

  function touch(text, others) {
    var a = text.getBBox();
    return a.x < 0 || a.y < -1 || others.some(function (other) {
      var b = other.hasAttribute("hidden") ? null : other.getBBox();
      return b && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    });
  }

  function drawChart(chart, said, unit) {
    show(chart.at, !!said);
    show(chart.title, !!said && said.title !== "");
    if (!said) { return; }
    say(chart.title, said.title);
    var box = chart.at.getBoundingClientRect();
    var hasLevel = said.level !== null;
    var size = 3 * unit, left = (hasLevel ? 10.5 : 8) * unit, bottom = 4.4 * unit, top = 2.4 * unit;
    var w = box.width - left - 3 * unit, h = box.height - bottom - top;
    // No room for it: away with it, or its labels would lie over each other, and the lines of the scene before would
    // stand under this one's title.
    if (w < 10 * size || h < 2.5 * size) { show(chart.at, false); show(chart.title, false); return; }
    var yTicks = apart(said.y_ticks, h, said.y_range, size);
    put(chart.at, "viewBox", "0 0 " + box.width.toFixed(0) + " " + box.height.toFixed(0));
    function x(v) { return left + w * (v - said.x_range[0]) / (said.x_range[1] - said.x_range[0]); }
    function y(v) { return top + h * (1 - (v - said.y_range[0]) / (said.y_range[1] - said.y_range[0])); }
    function place(node, at, down, text, size_) {
      show(node, text !== "");
      put(node, "x", at.toFixed(1)); put(node, "y", down.toFixed(1)); put(node, "font-size", size_.toFixed(1));
      say(node, text);
    }
    var band = said.band || [];
    put(chart.band, "d", band.length
      ? path(band.map(function (p) { return [x(p[0]), y(p[2])]; })
        .concat(band.slice().reverse().map(function (p) { return [x(p[0]), y(p[1])]; }))) + "Z" : "");
    put(chart.usual, "d", path((said.usual || []).map(function (p) { return [x(p[0]), y(p[1])]; })));
    put(chart.line, "d", path(said.line.map(function (p) { return [x(p[0]), y(p[1])]; })));
    chart.y.forEach(function (node, i) {
      var tick = yTicks[i];
      show(chart.rules[i], !!tick);
      place(node, left - unit, tick ? y(tick[0]) + size * 0.35 : 0, tick ? tick[1] : "", size);
      if (tick) {
        put(chart.rules[i], "x1", left.toFixed(1)); put(chart.rules[i], "x2", (left + w).toFixed(1));
        put(chart.rules[i], "y1", y(tick[0]).toFixed(1)); put(chart.rules[i], "y2", y(tick[0]).toFixed(1));
      }
    });
    chart.x.forEach(function (node, i) {
      var tick = said.x_ticks[i];
      place(node, tick ? x(tick[0]) : 0, box.height - 0.7 * unit, tick ? tick[1] : "", size);
    });
    var last = said.line[said.line.length - 1];
    show(chart.dot, !!last && said.label !== "");
    if (last) {
      var late = x(last[0]) > left + 0.62 * w, side = late ? "end" : "start";
      put(chart.dot, "cx", x(last[0]).toFixed(1)); put(chart.dot, "cy", y(last[1]).toFixed(1));
      put(chart.dot, "r", (1.1 * unit).toFixed(1));
      put(chart.label, "text-anchor", side);
      // Under the line there is room where what is usual stands over it; beside a level, and over what is usual, above it.
      var usual = null;
      (said.usual || []).forEach(function (p) { if (p[0] <= last[0]) { usual = p[1]; } });
      var down = hasLevel || (late && usual !== null && last[1] >= usual) ? Math.max(y(last[1]) - 1.8 * unit, 3.5 * unit) : Math.min(y(last[1]) + 4.8 * unit, top + h - 0.6 * unit);
      place(chart.label, x(last[0]) + (late ? -1.6 : 2) * unit, down, said.label, 3.6 * unit);
    } else { place(chart.label, 0, 0, "", size); }
    var beside = null;
    band.forEach(function (p) { if (!beside && p[2] >= 0.7 * said.y_range[1]) { beside = p; } });
    if (beside && said.usual_label) {
      place(chart.usualLabel, x(beside[0]) - 1.5 * unit, y(beside[2]) + size * 0.3, said.usual_label, size);
      if (touch(chart.usualLabel, [chart.label].concat(chart.y))) { show(chart.usualLabel, false); }
    } else { place(chart.usualLabel, 0, 0, "", size); }
    show(chart.level, hasLevel);
    // At the end where the newest point is not.
    var atEnd = !!last && x(last[0]) <= left + 0.62 * w;
    place(chart.levelLabel, atEnd ? left + w : left + 0.5 * unit, hasLevel ? y(said.level) - 0.9 * unit : 0, hasLevel ? said.level_label : "", size);
    put(chart.levelLabel, "text-anchor", atEnd ? "end" : "start");
    if (hasLevel) {
      put(chart.level, "x1", left.toFixed(1)); put(chart.level, "x2", (left + w).toFixed(1));
      put(chart.level, "y1", y(said.level).toFixed(1)); put(chart.level, "y2", y(said.level).toFixed(1));
    }
  }

  function drawTile(tile, fact) {
    show(tile.at, !!fact);
    if (!fact) { return; }
    say(tile.title, fact.title);
    say(tile.value, fact.value);
    say(tile.unit, fact.unit);
    show(tile.figure, fact.value !== "" || fact.since_s !== null);
    put(tile.at, "data-state", fact.state);
    put(tile.at, "data-words", fact.value === "" && fact.since_s === null ? "yes" : "no");
    put(tile.figure, "data-long", fact.value.length > 8 ? "very" : fact.value.length > 4 ? "some" : "no");
    put(tile.at, "data-bars", fact.bars.length ? "yes" : "no");
    put(tile.at, "data-plain", fact.bars.length || fact.chart ? "no" : "yes");
    show(tile.chip, fact.word !== "");
    icon(tile.chipIcon, fact.state);
    // A word that is the value has its picture beside it: colour alone says nothing to many.
    icon(tile.valueIcon, fact.word === "" ? fact.state : "");
    say(tile.word, fact.word);
    tile.lines.forEach(function (node, i) { show(node, !!fact.lines[i]); say(node, fact.lines[i] || ""); });
    show(tile.barsAt, fact.bars.length > 0);
    tile.bars.forEach(function (bar, i) {
      var said = fact.bars[i];
      show(bar.at, !!said);
      if (!said) { return; }
      say(bar.label, said.label);
      say(bar.value, said.value);
      var width = (100 * said.share).toFixed(1) + "%";
      if (bar.fill.style.width !== width) { bar.fill.style.width = width; }
    });
  }

  function Painter(root) {
    this.root = root;
    this.tiles = [];
    for (var i = 0; i < MOST_TILES; i += 1) { this.tiles.push(makeTile(root)); }
  }
  Painter.prototype.draw = function (scene) {
    var facts = scene ? scene.facts : [], root = this.root;
    put(root, "data-scene", scene ? scene.name : "");
    put(root, "data-count", String(facts.length));
    put(root, "class", "w-scene" + (facts.length > 4 ? " w-rows" : " w-few"));
    this.tiles.forEach(function (tile, i) { drawTile(tile, facts[i]); });
    this.fit(scene);
  };
  // What depends on the room that there is: the size of words, which lines of a chart there are.
  Painter.prototype.fit = function (scene) {
    var unit = parseFloat(getComputedStyle(this.root).fontSize);
    if (scene && scene.name === "messages") { this.fitWords(); }
    this.tiles.forEach(function (tile, i) {
      var fact = scene && scene.facts[i];
      drawChart(tile.chart, fact ? fact.chart : null, unit);
    });
  };
  // Words are as large as fit: of one text a few meters away is enough, of six each line counts.
  Painter.prototype.fitWords = function () {
    var root = this.root, tiles = this.tiles;
    WORD_SIZES.some(function (size) {
      if (root.style.getPropertyValue("--words") !== size) { root.style.setProperty("--words", size); }
      return !tiles.some(function (tile) { return tile.at.scrollHeight > tile.at.clientHeight + 1; });
    });
  };
  // What passes with time: ages, durations, and what is stale. `said` gives each tile its texts.
  Painter.prototype.age = function (scene, said) {
    this.tiles.forEach(function (tile, i) {
      var fact = scene && scene.facts[i];
      if (!fact) { return; }
      var now = said(fact);
      put(tile.at, "data-stale", now.stale ? "yes" : "no");
      show(tile.age, now.age !== "");
      icon(tile.ageIcon, now.stale ? "unknown" : "ok");
      say(tile.ageSource, now.source);
      say(tile.ageText, now.age);
      if (now.value !== null) { say(tile.value, now.value); put(tile.figure, "data-long", now.value.length > 5 ? "some" : "no"); }
    });
  };

  window.roWallDraw = { Painter: Painter, say: say, show: show, put: put, icon: icon, make: make };
})();
