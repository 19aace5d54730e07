package dev.countersign.console;

import dev.countersign.approvals.Decision;
import org.jspecify.annotations.Nullable;

/**
 * What somebody filled in who approves. The form has fields for every width; those that the chosen
 * one has not are passed over, as the page says.
 */
record FormWish(Visit visit) {

  Decision.Approve decision() {
    String width = visit.field("width").isEmpty() ? Offers.ONCE : visit.field("width");
    boolean lasts = !width.equals(Offers.ONCE);
    boolean wide = width.equals(Offers.ACTION);
    return new Wish(
            new ApiJson.Approve(
                width,
                lasts ? field("for") : null,
                wide ? calls() : null,
                wide ? field("resource") : null,
                null,
                visit.field("comment")))
        .decision();
  }

  private @Nullable String field(String name) {
    return visit.field(name).isEmpty() ? null : visit.field(name);
  }

  private @Nullable Integer calls() {
    String text = visit.field("calls");
    if (text.isEmpty()) {
      return null;
    }
    if (!text.matches("[1-9][0-9]{0,6}")) {
      throw Problem.of(Problem.Kind.BAD_REQUEST, "calls: (expected: a number from 1)");
    }
    return Integer.valueOf(text);
  }
}
