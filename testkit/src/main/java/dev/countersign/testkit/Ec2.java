package dev.countersign.testkit;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Amazon EC2, API version 2016-11-15, as far as instances and regions go. */
final class Ec2 implements Service {

  private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";
  private static final List<String> REGIONS =
      List.of("eu-central-1", "eu-west-1", "us-east-1", "us-west-2");
  private static final int MOST_AT_ONCE = 20;

  private final Clock clock;
  private final Ids ids = new Ids();
  private final Places<Map<String, Instance>> instances =
      new Places<>(place -> new LinkedHashMap<>());

  Ec2(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String operation(Call call) {
    return Form.of(call).required("Action");
  }

  @Override
  public synchronized Reply answer(String operation, Call call) {
    Form form = Form.of(call);
    Map<String, Instance> here = instances.at(call.place());
    return switch (operation) {
      case "DescribeRegions" -> describeRegions();
      case "DescribeInstances" -> describe(here, form, call.caller().account());
      case "RunInstances" -> run(here, form, call.caller().account());
      case "TerminateInstances" -> terminate(here, form);
      default ->
          throw new AwsError(
              400,
              "InvalidAction",
              "The action " + operation + " is not valid for this web service.");
    };
  }

  private static Reply reply(String operation, Consumer<Xml> content) {
    return Reply.xml(
        Xml.document(
            operation + "Response",
            NAMESPACE,
            xml -> content.accept(xml.leaf("requestId", UUID.randomUUID()))));
  }

  private static Reply describeRegions() {
    return reply(
        "DescribeRegions",
        xml -> xml.element("regionInfo", list -> REGIONS.forEach(region -> write(list, region))));
  }

  private static void write(Xml list, String region) {
    list.element(
        "item",
        item ->
            item.leaf("regionName", region)
                .leaf("regionEndpoint", "ec2." + region + ".amazonaws.com")
                .leaf("optInStatus", "opt-in-not-required"));
  }

  private static Reply describe(Map<String, Instance> here, Form form, String account) {
    checkDryRun(form);
    List<String> wanted = form.list("InstanceId");
    Collection<Instance> found =
        wanted.isEmpty() ? here.values() : wanted.stream().map(id -> find(here, id)).toList();
    return reply(
        "DescribeInstances",
        xml ->
            xml.element(
                "reservationSet",
                list -> found.forEach(instance -> reservation(list, instance, account))));
  }

  private static void reservation(Xml list, Instance instance, String account) {
    list.element(
        "item",
        item -> {
          item.leaf("reservationId", instance.id().replace("i-", "r-")).leaf("ownerId", account);
          item.element("instancesSet", set -> set.element("item", instance::write));
        });
  }

  private Reply run(Map<String, Instance> here, Form form, String account) {
    String image = form.required("ImageId");
    int count = form.number("MaxCount", 1);
    if (count < 1 || count > MOST_AT_ONCE || form.number("MinCount", 1) > count) {
      throw new AwsError(400, "InvalidParameterValue", "MinCount and MaxCount do not fit.");
    }
    checkDryRun(form);
    Limits.checkCount(here.size() + count - 1, Limits.THINGS, "instances");
    String type = form.get("InstanceType").orElse("t3.micro");
    return reply(
        "RunInstances",
        xml -> {
          xml.leaf("reservationId", ids.next("r-")).leaf("ownerId", account);
          xml.element(
              "instancesSet",
              set -> {
                for (int i = 0; i < count; i++) {
                  set.element("item", add(here, image, type, "")::write);
                }
              });
        });
  }

  private Instance add(Map<String, Instance> here, String image, String type, String name) {
    Instance instance =
        new Instance(
            ids.next("i-"),
            image,
            type,
            name,
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            Instance.State.RUNNING);
    here.put(instance.id(), instance);
    return instance;
  }

  private static Reply terminate(Map<String, Instance> here, Form form) {
    List<String> wanted = form.list("InstanceId");
    if (wanted.isEmpty()) {
      throw new AwsError(
          400, "MissingParameter", "The request must contain the parameter InstanceId");
    }
    List<Instance> before = wanted.stream().map(id -> find(here, id)).toList();
    checkDryRun(form);
    before.forEach(instance -> here.put(instance.id(), instance.terminated()));
    return reply(
        "TerminateInstances",
        xml ->
            xml.element(
                "instancesSet",
                set ->
                    before.forEach(instance -> set.element("item", instance::writeTermination))));
  }

  private static Instance find(Map<String, Instance> here, String id) {
    return Optional.ofNullable(here.get(id))
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "InvalidInstanceID.NotFound",
                    "The instance ID '" + id + "' does not exist"));
  }

  /** With {@code DryRun}, a call that would have succeeded fails, and says so. */
  private static void checkDryRun(Form form) {
    if (form.get("DryRun").equals(Optional.of("true"))) {
      throw new AwsError(
          412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
  }

  /** Starts an instance without any call. */
  synchronized void seed(Place place, String name) {
    add(instances.at(place), "ami-00000000000000001", "t3.micro", name);
  }
}
