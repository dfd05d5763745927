// What the pages need beyond htmx: the access token, the live progress of a sync, and a word when a request fails.
(function () {
  "use strict";

  var KEY = "loopline-token";
  var events = null;
  var again = null;
  var syncing = false;

  document.addEventListener("htmx:configRequest", function (event) {
    var token = sessionStorage.getItem(KEY);
    if (token && event.detail.verb !== "get") {
      event.detail.headers.Authorization = "Bearer " + token;
    }
  });

  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status === 401) {
      askForToken(event.detail.elt);
    } else {
      tell(event.detail.xhr);
    }
  });

  document.addEventListener("htmx:sendError", function () { tell(null); });

  document.addEventListener("htmx:afterRequest", function (event) {
    var target = event.detail.elt.getAttribute("data-refresh");
    if (event.detail.successful) {
      document.getElementById("problem").hidden = true;
      if (target) {
        syncing = true;
        htmx.trigger(target, "refresh");
      }
    }
  });

  // The order of a list is kept when a filter changes.
  document.addEventListener("htmx:afterSettle", function () {
    var query = new URLSearchParams(location.search);
    document.querySelectorAll("form.filters input[type=hidden]").forEach(function (field) {
      field.value = query.get(field.name) || "";
    });
    listen();
    follow();
  });

  // A list shows the run that was started there until it ends, and then what it brought.
  function follow() {
    var place = document.getElementById("sync");
    var run = document.getElementById("run");
    if (!syncing || !place || !run) {
      return;
    }
    if (run.hasAttribute("data-running")) {
      setTimeout(function () { htmx.trigger(place, "refresh"); }, 500);
    } else {
      syncing = false;
      htmx.trigger("form.filters", "submit");
    }
  }

  // Progress comes as server-sent events; the page also looks by itself, should they not arrive.
  function listen() {
    var state = document.getElementById("state");
    var address = state ? state.getAttribute("data-events") : null;
    if (events && events.address !== address) {
      events.source.close();
      events = null;
    }
    if (!address || events) {
      return;
    }
    var source = new EventSource(address);
    var pending = false;
    var refresh = function () {
      if (!pending) {
        pending = true;
        setTimeout(function () { pending = false; htmx.trigger("#state", "refresh"); }, 200);
      }
    };
    source.onmessage = refresh;
    source.onerror = function () { source.close(); };
    events = { address: address, source: source };
  }

  function askForToken(element) {
    var dialog = document.getElementById("token");
    var field = document.getElementById("token-value");
    sessionStorage.removeItem(KEY);
    again = element;
    field.value = "";
    dialog.returnValue = "cancel";
    dialog.showModal();
    field.focus();
  }

  function tell(response) {
    var problem = document.getElementById("problem");
    var why = response ? " (" + response.status + ")" : "";
    // The detail of a problem is English.
    if (response && document.documentElement.lang === "en") {
      try {
        why = ": " + JSON.parse(response.responseText).detail;
      } catch (e) { /* the status has to do */ }
    }
    problem.textContent = problem.getAttribute("data-text") + why;
    problem.hidden = false;
  }

  document.addEventListener("DOMContentLoaded", function () {
    var dialog = document.getElementById("token");
    dialog.addEventListener("close", function () {
      var value = document.getElementById("token-value").value.trim();
      if (dialog.returnValue === "ok" && value && again) {
        sessionStorage.setItem(KEY, value);
        htmx.trigger(again, again.matches("form") ? "submit" : "click");
      }
      again = null;
    });
    listen();
  });
})();
