package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.catalog.Shape.Value;
import dev.countersign.model.AwsCall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What of every operation's input a person is shown. */
class EveryShownTest {

  /** Names that look like secrets, whether or not the lines take them for some. */
  private static final Pattern SECRETIVE =
      Pattern.compile(
          "(?i)pass(word|phrase|wd)|secret|token|credential|private_?key|api_?key|userdata"
              + "|bearer|connectionstring|environment");

  private final OperationIndex index = OperationIndex.bundled();
  private final Catalog catalog = Catalog.bundled();
  private final SecretMembers secretMembers = new SecretMembers();

  /** What has a line with a plus. */
  private static final Set<String> REVIEWED = Set.of("ssm SendCommand");

  @Test
  void nothingSensitiveIsSeenInAnyOperation() {
    List<String> seen = new ArrayList<>();
    int operations = 0;
    int planted = 0;
    int open = 0;
    int shownOpen = 0;
    for (ServiceModel service : services()) {
      for (OperationModel operation : service.operations().values()) {
        Planted plants = new Planted(service, operation);
        AwsCall call = Planted.call(service.api(), operation.name(), plants.params());
        String shown = catalog.shown(call).toString();
        boolean reviewed = REVIEWED.contains(service.id() + " " + operation.name());
        if (shown.contains(Planted.SECRET) != reviewed) {
          seen.add(service.id() + " " + operation.name() + " " + shown);
        }
        operations += plants.secrets().isEmpty() ? 0 : 1;
        planted += plants.secrets().size();
        open += plants.open().size();
        shownOpen += (int) plants.open().stream().filter(shown::contains).count();
      }
    }
    System.out.printf(
        "sensitive: %d operations, %d values hidden; %d of %d others shown%n",
        operations, planted, shownOpen, open);
    assertThat(seen).isEmpty();
    assertThat(operations).isGreaterThanOrEqualTo(1578);
    assertThat(planted).isGreaterThan(5_000);
    assertThat(shownOpen).isGreaterThan(open / 100 * 97);
  }

  /** Each member that SDKs fill by themselves is reviewed: it means nothing, or it is an id. */
  @Test
  void everyIdempotencyTokenIsReviewed() {
    IdempotencyTokens tokens = new IdempotencyTokens();
    Set<String> meaningful = new TreeSet<>();
    int taken = 0;
    for (ServiceModel service : services()) {
      for (OperationModel operation : service.operations().values()) {
        Found found = Found.operation(service, service.protocols().getFirst(), operation.name());
        for (MemberModel member : operation.members()) {
          if (tokens.isToken(found, member)) {
            taken++;
          } else if (member.madeUp()) {
            meaningful.add(service.id() + " " + operation.name() + " " + member.name());
          }
        }
      }
    }
    System.out.printf("idempotency tokens: %d, and %d that are none%n", taken, meaningful.size());
    assertThat(taken).isGreaterThanOrEqualTo(1493);
    assertThat(meaningful)
        .containsExactly(
            "athena DeleteNamedQuery NamedQueryId",
            "athena StopQueryExecution QueryExecutionId",
            "bedrock-agentcore GetAgentCard runtimeSessionId",
            "bedrock-agentcore InvokeAgentRuntime runtimeSessionId",
            "bedrock-agentcore InvokeAgentRuntimeCommand runtimeSessionId",
            "chime-sdk-messaging ChannelFlowCallback CallbackId",
            "elementalinference AssociateFeed associatedResourceName",
            "elementalinference DisassociateFeed associatedResourceName");
  }

  /** For reviewers: what the names hide beyond the models, and what looks like it and is shown. */
  @Test
  void theNamesHideWhatIsListed() throws IOException {
    Map<String, Set<String>> rows = new TreeMap<>();
    for (ServiceModel service : services()) {
      for (OperationModel operation : service.operations().values()) {
        new Names(service, operation, rows).walk();
      }
    }
    String actual =
        String.join(
            "\n",
            rows.entrySet().stream()
                .map(row -> row.getKey() + ": " + String.join(" ", row.getValue()))
                .toList());
    try (InputStream in =
        Objects.requireNonNull(EveryShownTest.class.getResourceAsStream("secretive-names.txt"))) {
      assertThat(actual.strip())
          .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  private List<ServiceModel> services() {
    return index.ids().stream().map(id -> index.service(id).orElseThrow()).toList();
  }

  /** The names in one operation's input that no trait hides. */
  private final class Names {
    private final ServiceModel service;
    private final OperationModel operation;
    private final SecretMembers.Names secrets;
    private final Map<String, Set<String>> rows;
    private final Set<Value> seen = new HashSet<>();

    Names(ServiceModel service, OperationModel operation, Map<String, Set<String>> rows) {
      this.service = service;
      this.operation = operation;
      this.secrets = secretMembers.of(service.id(), operation.name());
      this.rows = rows;
    }

    void walk() {
      operation
          .members()
          .forEach(member -> visit(new Leaf("", member.name(), "", false), member.value()));
    }

    private void visit(Leaf place, Value model) {
      if (model.sensitive() || (model.shape() != Value.FREE && !seen.add(model))) {
        return;
      }
      boolean scalar =
          Stream.of(MemberModel.Type.INTEGER, MemberModel.Type.DOUBLE, MemberModel.Type.BOOLEAN)
              .anyMatch(model.type()::equals);
      if (!scalar && secrets.has(place)) {
        row("hidden", place);
        return;
      }
      if (!scalar && SECRETIVE.matcher(place.name()).find()) {
        row("shown", place);
      }
      if (model.shape() != Value.FREE) {
        inside(place, service.shapes().get(model.shape()));
      }
    }

    private void inside(Leaf place, Shape shape) {
      switch (shape) {
        case Shape.Listing listing -> visit(place, listing.element());
        case Shape.Mapping mapping ->
            visit(new Leaf(place.parent(), place.name() + "{}", "", false), mapping.element());
        case Shape.Structure(FieldSet fields) ->
            fields.forEach(field -> visit(below(place, field.name()), field.value()));
      }
    }

    private Leaf below(Leaf place, String name) {
      return new Leaf(place.path(), name, "", false);
    }

    private void row(String outcome, Leaf place) {
      boolean telling = SECRETIVE.matcher(place.name()).find();
      String name =
          telling ? place.name() : place.path().replaceFirst("^.*\\.(?=[^.]+\\.[^.]+$)", "");
      rows.computeIfAbsent(outcome + " " + name, key -> new TreeSet<>()).add(service.id());
    }
  }
}
