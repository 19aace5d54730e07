package dev.countersign.console;

import dev.countersign.approvals.Person;
import dev.countersign.model.Role;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A request of somebody who is logged in. */
record Visit(Context ctx, Session session, Templates templates) {

  /** What is done with a visit. */
  @FunctionalInterface
  interface Action {
    void accept(Visit visit) throws Exception;
  }

  Person person() {
    return session.person();
  }

  boolean isAdmin() {
    return person().role() == Role.ADMIN;
  }

  /** A field of the form or the query; empty where there is none. */
  String field(String name) {
    String sent = ctx.req().getMethod().equals("GET") ? ctx.queryParam(name) : ctx.formParam(name);
    return Objects.requireNonNullElse(sent, "").strip();
  }

  /** Answers with a page, or a part of one. */
  void render(String template, Map<String, Object> values) {
    ctx.html(templates.render(template, model(values)));
  }

  private Map<String, Object> model(Map<String, Object> values) {
    Map<String, Object> model = new HashMap<>(values);
    model.put("person", person().name());
    model.put("role", Words.kebab(person().role()));
    model.put("admin", isAdmin());
    model.put("csrf", session.csrf());
    model.put("path", ctx.path());
    return model;
  }

  /**
   * Answers what changed something: with a line for the page that asked, or, where the browser runs
   * no scripts, by showing another page.
   */
  void done(String message, String page) {
    if (isByScript()) {
      ctx.header("HX-Trigger", "refresh");
      ctx.html("<p>" + Templates.escaped(message) + "</p>");
    } else {
      ctx.redirect(page, HttpStatus.SEE_OTHER);
    }
  }

  private boolean isByScript() {
    return "true".equals(ctx.header("HX-Request"));
  }
}
