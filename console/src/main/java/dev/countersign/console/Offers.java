package dev.countersign.console;

import dev.countersign.approvals.Request;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.GrantTerms.Scope;
import java.util.ArrayList;
import java.util.List;

/** Which widths a request may be approved with. What is refused all the same, approvals decide. */
final class Offers {

  static final String ONCE = "once";
  static final String SAME = "same";
  static final String ACTION = "action";
  static final String BATCH = "batch";

  private Offers() {}

  static List<String> of(Request request) {
    GrantTerms terms = request.card().terms();
    List<String> widths = new ArrayList<>(List.of(ONCE));
    if (terms.atMost().isZero()) {
      return widths;
    }
    if (request.repeatable()) {
      widths.add(SAME);
    }
    if (terms.scope().contains(Scope.ACTION) && !request.card().action().isEmpty()) {
      widths.add(ACTION);
      if (!terms.scope().contains(Scope.RESOURCE)) {
        widths.add(BATCH);
      }
    }
    return widths;
  }
}
