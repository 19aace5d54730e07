package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * For every service, a request of an operation that changes something is dressed up as one that
 * reads. Whatever is added, it stays the operation that it is, or is refused, or is not known; it
 * is never the other one.
 */
class DecoyTest {

  private final OperationIndex index = OperationIndex.bundled();
  private final Catalog catalog = Catalog.bundled();
  private final Requests requests = new Requests();
  private final Account account = new Account(Requests.ACCOUNT, "test");

  @Test
  void nothingTurnsAWriteIntoARead() {
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (String id : index.ids()) {
      ServiceModel service = index.service(id).orElseThrow();
      OperationModel destructive = pick(service, "Delete", "Terminate", "Remove", "Put", "Create");
      OperationModel harmless = pick(service, "Get", "Describe", "List", "Search", "Query");
      if (destructive.name().equals(harmless.name())) {
        continue;
      }
      for (Protocol protocol : service.protocols()) {
        Sample sample = requests.of(service, destructive, protocol);
        for (Map.Entry<String, Sample> decoy :
            decoys(sample, service, harmless.name()).entrySet()) {
          tried++;
          problem(decoy.getValue(), destructive.name())
              .ifPresent(p -> wrong.add(id + " " + protocol + " " + decoy.getKey() + ": " + p));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tried).isGreaterThan(5_000);
  }

  private Optional<String> problem(Sample sample, String name) {
    try {
      AwsCall call = catalog.read(sample.head(), sample.scope(), account, sample.body());
      return !call.known() || call.action().equals(name)
          ? Optional.empty()
          : Optional.of(name + " became " + call.action());
    } catch (Refusal refusal) {
      return refusal.failure() == Failure.AMBIGUOUS || refusal.failure() == Failure.UNREADABLE
          ? Optional.empty()
          : Optional.of("refused as " + refusal.failure());
    }
  }

  private static Map<String, Sample> decoys(Sample sample, ServiceModel service, String name) {
    String prefix = service.targetPrefix().isEmpty() ? service.id() : service.targetPrefix();
    String target = prefix + "." + name;
    String form = "Action=" + name + "&Version=" + service.apiVersion();
    Map<String, Sample> decoys = new LinkedHashMap<>();
    decoys.put("target", sample.with("X-Amz-Target", target));
    decoys.put(
        "target and type",
        sample
            .without("Content-Type")
            .with("X-Amz-Target", target)
            .with("Content-Type", "application/x-amz-json-1.1"));
    decoys.put("URL Action", sample.withQuery("Action=" + name));
    decoys.put("URL action", sample.withQuery("action=" + name));
    decoys.put("URL Action escaped", sample.withQuery("%41ction=" + name));
    decoys.put("URL Action behind a semicolon", sample.withQuery("a=b;Action=" + name));
    decoys.put("x-id", sample.withQuery("x-id=" + name));
    decoys.put("Operation", sample.withQuery("Operation=" + name));
    decoys.put("body Action", sample.withContent(form));
    decoys.put(
        "form",
        sample.withContent(form).without("Content-Type").with("Content-Type", WireRequest.FORM));
    decoys.put("form appended", sample.withContent(sample.content() + "&" + form));
    decoys.put("smithy-protocol", sample.with("smithy-protocol", "rpc-v2-cbor"));
    decoys.put("rpc path", sample.withTarget("/service/" + prefix + "/operation/" + name));
    decoys.put("method override", sample.with("X-HTTP-Method-Override", "GET"));
    decoys.put("wrong type", sample.without("Content-Type").with("Content-Type", "text/plain"));
    decoys.put("two types", sample.with("Content-Type", "application/cbor"));
    decoys.put("subresource", sample.withQuery("acl&tagging"));
    // A request whose only carrier is replaced is honestly another one.
    if (sample.content().startsWith("Action=")) {
      decoys.remove("body Action");
      decoys.remove("form");
    } else if (!sample.head().headers().contains("X-Amz-Target")) {
      decoys.remove("rpc path");
    }
    return decoys;
  }

  private static OperationModel pick(ServiceModel service, String... prefixes) {
    return Stream.of(prefixes)
        .flatMap(
            prefix ->
                service.operations().values().stream().filter(o -> o.name().startsWith(prefix)))
        .findFirst()
        .orElse(service.operations().values().iterator().next());
  }
}
