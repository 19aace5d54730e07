package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A request for every operation of every service is read back as what it is: in every protocol of
 * the service and every way to write it, and at every host name form that there is.
 */
class EveryOperationTest {

  private final ReadBack readBack = new ReadBack(OperationIndex.bundled());
  private final Requests requests = new Requests();

  @Test
  void everyOperationIsReadBackInEveryVariant() {
    Tally tally = new Tally("protocol, read back");
    for (ServiceModel service : readBack.services()) {
      for (OperationModel operation : service.operations().values()) {
        for (Protocol protocol : service.protocols()) {
          Variant.Of what = new Variant.Of(service, operation, protocol);
          Sample plain = requests.of(service, operation, protocol);
          for (Variant variant : Variant.ALL) {
            if (variant.appliesTo(what)) {
              String column = variant.title();
              readBack
                  .problem(variant.of(plain, what), service, operation, "aws")
                  .ifPresentOrElse(
                      p -> tally.wrong(what(service, operation) + " " + column + ": " + p),
                      () -> tally.count(protocol.word(), column));
            }
          }
        }
      }
    }
    tally.print();
    assertThat(tally.problems()).isEmpty();
    assertThat(tally.total()).isGreaterThan(50_000);
  }

  /**
   * Operations and hosts take turns, so that each host form has an operation at least, and each
   * operation a host.
   */
  @Test
  void everyOperationIsReadBackAtEveryHost() {
    Tally tally = new Tally("host form, read back");
    HostForms forms = new HostForms(EndpointData.bundled());
    for (ServiceModel service : readBack.services()) {
      List<HostForm> hosts = forms.of(service.id());
      List<OperationModel> operations = List.copyOf(service.operations().values());
      int turn = 0;
      for (HostForm host : hosts) {
        List<OperationModel> served = operations.stream().filter(host::serves).toList();
        int most = Math.min(served.size(), 1 + operations.size() / hosts.size());
        for (int i = 0; i < most; i++) {
          OperationModel operation = served.get((turn + i) % served.size());
          check(host, service, operation, turn, tally);
        }
        turn += most;
      }
    }
    tally.print();
    assertThat(tally.problems()).isEmpty();
    assertThat(tally.total()).isGreaterThan(20_000);
  }

  private void check(
      HostForm host, ServiceModel service, OperationModel operation, int turn, Tally tally) {
    Protocol protocol = service.protocols().get(turn % service.protocols().size());
    Sample sample = Requests.at(host, service, operation, protocol);
    readBack
        .problem(sample, service, operation, host.partition())
        .ifPresentOrElse(
            p -> tally.wrong(what(service, operation) + " " + host + ": " + p),
            () -> tally.count(host.form(), host.partition()));
  }

  private static String what(ServiceModel service, OperationModel operation) {
    return service.id() + " " + operation.name();
  }
}
