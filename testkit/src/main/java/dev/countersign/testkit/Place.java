package dev.countersign.testkit;

/** Where most things of AWS live: in one account and one region. */
record Place(String account, String region) {

  /** {@code arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE}. */
  String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + region + ":" + account + ":" + resource;
  }
}
