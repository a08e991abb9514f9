// A figure as a picture: drawn anew on white with its title, what it is narrowed to and its note; nothing is sent.
(function () {
  "use strict";
  var WIDTH = 1200, MARGIN = 24, LINE = 20, GAP = 10, LETTERS = 150;

  function text(place) { return place ? place.textContent.trim() : ""; }
  function wrapped(words) {
    var lines = [""];
    words.split(/\s+/).forEach(function (word) {
      if ((lines[lines.length - 1] + " " + word).length > LETTERS) { lines.push(""); }
      lines[lines.length - 1] = (lines[lines.length - 1] + " " + word).trim();
    });
    return lines.filter(Boolean);
  }
  function loaded(address) {
    return new Promise(function (done, failed) {
      var image = new Image();
      image.onload = function () { done(image); };
      image.onerror = failed;
      image.src = address;
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-ro-png]");
    if (!button || !window.Plotly) { return; }
    var tile = button.closest(".ro-tile");
    var plots = Array.from(tile.querySelectorAll(".js-plotly-plot"));
    if (!plots.length) { return; }
    var above = [text(tile.querySelector(".ro-tile-subtitle")), button.getAttribute("data-ro-lines") || ""];
    var below = wrapped(text(tile.querySelector(":scope > .ro-note")));
    var head = above.map(wrapped).reduce(function (all, some) { return all.concat(some); }, []);
    var heights = plots.map(function (plot) {
      return Math.round((WIDTH - 2 * MARGIN) * Math.max(plot.clientHeight, 160) / Math.max(plot.clientWidth, 600));
    });
    // Small charts beside each other stand below each other in the picture, each under its name.
    var names = plots.map(function (plot) {
      var cell = plot.closest(".ro-multiple, .ro-panel");
      if (!cell) { return ""; }
      return text(cell.querySelector(".ro-multiple-name")) + ": " + text(cell.querySelector(".ro-multiple-note"));
    });
    Promise.all(plots.map(function (plot, place) {
      return window.Plotly.toImage(
        { data: plot.data, layout: Object.assign({}, plot.layout, { paper_bgcolor: "#FFFFFF", autosize: false }) },
        { format: "png", width: WIDTH - 2 * MARGIN, height: heights[place], scale: 2 }
      ).then(loaded);
    })).then(function (images) {
      var canvas = document.createElement("canvas");
      var total = heights.reduce(function (sum, height) { return sum + height; }, 0);
      total += names.filter(Boolean).length * LINE + images.length * GAP;
      canvas.width = 2 * WIDTH;
      canvas.height = 2 * (MARGIN + 30 + (head.length + below.length) * LINE + 16 + total + MARGIN);
      var pen = canvas.getContext("2d");
      pen.scale(2, 2);
      pen.fillStyle = "#FFFFFF";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.textBaseline = "top";
      var y = MARGIN, family = getComputedStyle(document.body).fontFamily;
      function write(words, font, colour, height) {
        pen.font = font + " " + family;
        pen.fillStyle = colour;
        pen.fillText(words, MARGIN, y, WIDTH - 2 * MARGIN);
        y += height;
      }
      write(text(tile.querySelector(".ro-tile-title")), "600 18px", "#15202B", 30);
      head.forEach(function (line) { write(line, "13px", "#455260", LINE); });
      y += 8;
      images.forEach(function (image, place) {
        if (names[place]) { write(names[place], "600 13px", "#15202B", LINE); }
        pen.drawImage(image, MARGIN, y, WIDTH - 2 * MARGIN, heights[place]);
        y += heights[place] + GAP;
      });
      y += 8;
      below.forEach(function (line) { write(line, "12px", "#5A6775", LINE); });
      canvas.toBlob(function (blob) {
        var link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = button.getAttribute("data-ro-png") + ".png";
        link.click();
        setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
      });
    });
  });
})();
