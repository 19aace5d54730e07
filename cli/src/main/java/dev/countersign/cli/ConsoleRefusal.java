package dev.countersign.cli;

import dev.countersign.console.ApiJson;
import dev.countersign.console.ApiJson.ProblemJson;
import java.io.IOException;

/** What the console said instead of doing what was asked, and what to do next. */
final class ConsoleRefusal {

  private ConsoleRefusal() {}

  /**
   * @param path what was asked for, below the API's prefix
   * @param body of the answer, which is a problem where it comes from the console
   */
  static CliException of(String path, int status, byte[] body) {
    ProblemJson problem;
    try {
      problem = ApiJson.mapper().readValue(body, ProblemJson.class);
    } catch (IOException _) {
      return new CliException(
          "what answers is no console: status " + status + " (expected: --console URL of one)");
    }
    String message = ApprovalText.plain(problem.detail() + next(problem.code(), path));
    return problem.code().equals("bad-request")
        ? CliException.misuse(message)
        : new CliException(message);
  }

  /** By the codes that docs/api.md lists. Others say themselves what to do. */
  private static String next(String code, String path) {
    return switch (code) {
      case "bad-request" -> " (see --help)";
      case "unauthenticated" ->
          " (nobody has this token; choose another by --as or --token-file, and start the gateway"
              + " again for one that is new)";
      case "unknown", "not-found" -> " (what there is: " + command(path) + " list)";
      case "role", "not-in-group" -> " (who may, stands under people and approvers: --as PERSON)";
      case "own-agent" -> " (somebody else of the group has to)";
      case "comment-required" -> " (say why: --comment TEXT)";
      case "wider-than-rule" -> " (what it permits: countersign approvals show ID)";
      case "already-decided" -> " (what was decided: countersign approvals show ID)";
      case "paused" -> " (its agent has to ask again once it may go on)";
      case "misdirected" -> " (--console needs the host of console.url, or the listener's address)";
      default -> "";
    };
  }

  /** {@code /grants/gr-1}: {@code countersign grants}. */
  private static String command(String path) {
    return "countersign " + path.split("[/?]", 3)[1];
  }
}
