package dev.countersign.testkit;

import java.util.List;
import java.util.Map;

/** The services and the one world that their states make. */
final class World {

  private static final String REGION = "us-east-1";

  private final S3 s3;
  private final S3Express express;
  private final DynamoDb dynamoDb;
  private final Ec2 ec2;
  private final Lambda lambda = new Lambda();
  private final Sqs sqs = new Sqs();
  private final Bedrock bedrock = new Bedrock();
  private final Kinesis kinesis = new Kinesis();
  private final TranscribeStreaming transcribe = new TranscribeStreaming();
  private final Echo echo = new Echo();
  private final IotBroker iot = new IotBroker();
  private final Iam iam;
  private final Sts sts;

  World(StandInOptions options, KeyRing keys, Caller base, RoleLog roleLog) {
    this.s3 = new S3(options.clock());
    this.express = new S3Express(s3, keys, options.clock());
    this.dynamoDb = new DynamoDb(options.clock());
    this.ec2 = new Ec2(options.clock());
    this.iam = new Iam(options.roles(), options.clock());
    this.sts = new Sts(keys, options.roles(), base, roleLog, options.clock());
  }

  /** By signing name. */
  Map<String, Service> services() {
    return Map.ofEntries(
        Map.entry("s3", s3),
        Map.entry("s3express", express),
        Map.entry("dynamodb", dynamoDb),
        Map.entry("ec2", ec2),
        Map.entry("lambda", lambda),
        Map.entry("sqs", sqs),
        Map.entry("bedrock", bedrock),
        Map.entry("kinesis", kinesis),
        Map.entry("transcribe", transcribe),
        Map.entry("execute-api", echo),
        Map.entry("iotdevicegateway", iot),
        Map.entry("iam", iam),
        Map.entry("sts", sts));
  }

  /** An empty bucket of {@code account}'s in us-east-1. */
  void seedBucket(String account, String bucket) {
    s3.seed(new Place(account, REGION), bucket);
  }

  /** A bucket of {@code account}'s in us-east-1 that everybody may use. */
  void seedOpenBucket(String account, String bucket) {
    s3.seedOpen(new Place(account, REGION), bucket);
  }

  /**
   * A little of everything in us-east-1, each thing named after its account: bucket {@code
   * NAME-reports}, table {@code NAME-orders}, instances {@code NAME-web-1} and {@code NAME-web-2},
   * function {@code NAME-hello}, queue {@code NAME-jobs}, user {@code NAME-ana}.
   */
  void seed(String account, String name) {
    Place place = new Place(account, REGION);
    s3.seed(place, name + "-reports", "2026/january.txt", "January of " + name + "\n");
    s3.seed(place, name + "-reports", "2026/february.txt", "February of " + name + "\n");
    s3.seed(place, name + "-reports", "a b+c%20d/\u00fcber.txt", "An odd name.\n");
    dynamoDb.seed(place, name + "-orders", "1", "first order of " + name);
    dynamoDb.seed(place, name + "-orders", "2", "second order of " + name);
    List.of("-web-1", "-web-2").forEach(suffix -> ec2.seed(place, name + suffix));
    lambda.seed(place, name + "-hello");
    sqs.seed(place, name + "-jobs");
    iam.seed(account, name + "-ana");
  }
}
