// The login and password forms work without this; it lets people see what they typed.
document.querySelectorAll("button[data-ro-show]").forEach(function (button) {
  var field = document.getElementById(button.dataset.roShow);
  button.hidden = false;
  button.addEventListener("click", function () {
    var shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.firstChild.textContent = shown ? "Show" : "Hide";
    field.focus();
  });
});
