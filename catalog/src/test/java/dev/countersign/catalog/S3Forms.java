package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** S3's host name forms, by hand: they are the customer's words before a few of S3's. */
final class S3Forms {

  static final Set<String> HAVE_A_HOST = Set.of("ListDirectoryBuckets", "WriteGetObjectResponse");

  private static final List<String> BUCKETS =
      List.of("my-bucket", "with.dots.in", "s3.s3", "s3-eu-west-1", "eu-west-1", "s3.dualstack");

  private static final String VPC_ENDPOINT = "vpce-0123456789abcdef0-01234567.s3.";

  private final List<HostForm> forms = new ArrayList<>();

  private S3Forms() {}

  static List<HostForm> of(String service) {
    S3Forms made = new S3Forms();
    boolean control = service.equals("s3control");
    for (Place place :
        List.of(
            new Place("aws", "eu-west-1", "amazonaws.com"),
            new Place("aws-cn", "cn-north-1", "amazonaws.com.cn"),
            new Place("aws-us-gov", "us-gov-west-1", "amazonaws.com"),
            new Place("aws-eusc", "eusc-de-east-1", "amazonaws.eu"))) {
      if (control) {
        made.control(place);
      } else {
        made.regional(place);
        made.special(place);
      }
    }
    if (!control) {
      made.global();
    }
    return made.forms;
  }

  private record Place(String partition, String region, String domain) {
    String host(String before) {
      return before + "." + region + "." + domain;
    }
  }

  private void regional(Place place) {
    for (String service : List.of("s3", "s3-fips", "s3.dualstack", "s3-fips.dualstack")) {
      add("S3 path style", place, place.host(service), "s3", false);
      BUCKETS.forEach(
          b -> add("S3 virtual-hosted", place, place.host(b + "." + service), "s3", true));
    }
    add("S3 path style", place, "s3-" + place.region + "." + place.domain, "s3", false);
    add("S3 virtual-hosted", place, "b.c.s3-" + place.region + "." + place.domain, "s3", true);
    String vpc = VPC_ENDPOINT + place.region + ".vpce." + place.domain;
    add("S3 vpc endpoint", place, "bucket." + vpc, "s3", false);
    add("S3 vpc endpoint", place, "my.bucket.bucket." + vpc, "s3", true);
    add("S3 vpc endpoint", place, "ap-111122223333.accesspoint." + vpc, "s3", true);
  }

  private void special(Place place) {
    for (String service : List.of("s3-accesspoint", "s3-accesspoint-fips")) {
      for (String dual : List.of("", ".dualstack")) {
        String name = place.host("ap-111122223333." + service + dual);
        add("S3 access point", place, name, "s3", true);
      }
    }
    for (String service : List.of("s3-object-lambda", "s3-object-lambda-fips")) {
      String name = place.host("ap-111122223333." + service);
      add("S3 object lambda", place, name, "s3-object-lambda", true);
      forms.add(
          new HostForm(
              "S3 object lambda",
              place.host("some-route." + service),
              place.partition,
              place.region,
              "s3-object-lambda",
              "{RequestRoute}.",
              false,
              "WriteGetObjectResponse"));
    }
    String outpost = "op-0123456789abcdef0.s3-outposts";
    add("S3 on Outposts", place, place.host("ap-111122223333." + outpost), "s3-outposts", true);
    add("S3 on Outposts", place, place.host("alias--op-s3." + outpost), "s3-outposts", true);
    add("S3 on Outposts", place, place.host("alias--op-s3.ec2.s3-outposts"), "s3-outposts", true);
    String zone = "--use1-az4--x-s3.s3express-use1-az4";
    add("S3 Express", place, place.host("dir" + zone), "s3express", true);
    forms.add(
        new HostForm(
            "S3 Express",
            place.host("s3express-control"),
            place.partition,
            place.region,
            "s3express",
            "",
            false,
            "ListDirectoryBuckets"));
  }

  private void global() {
    Place anywhere = new Place("aws", "eu-west-1", "amazonaws.com");
    Place first = new Place("aws", "us-east-1", "amazonaws.com");
    add("S3 path style", first, "s3.amazonaws.com", "s3", false);
    add("S3 path style", first, "s3-external-1.amazonaws.com", "s3", false);
    for (String bucket : BUCKETS) {
      add("S3 virtual-hosted", anywhere, bucket + ".s3.amazonaws.com", "s3", true);
    }
    add("S3 accelerate", anywhere, "my-bucket.s3-accelerate.amazonaws.com", "s3", true);
    add("S3 accelerate", anywhere, "my-bucket.s3-accelerate.dualstack.amazonaws.com", "s3", true);
    add(
        "S3 multi-region",
        anywhere,
        "mfzwi23.mrap.accesspoint.s3-global.amazonaws.com",
        "s3",
        true);
  }

  private void control(Place place) {
    for (String service : List.of("s3-control", "s3-control-fips")) {
      for (String dual : List.of("", ".dualstack")) {
        for (String prefix : List.of("", "{AccountId}.")) {
          control("account id", place, place.host(account(prefix) + service + dual), "s3", prefix);
        }
      }
    }
    String vpc = "control." + VPC_ENDPOINT + place.region + ".vpce." + place.domain;
    control("S3 vpc endpoint", place, Requests.ACCOUNT + "." + vpc, "s3", "{AccountId}.");
    control("S3 on Outposts", place, place.host("s3-outposts"), "s3-outposts", "{AccountId}.");
    control("S3 on Outposts", place, place.host("s3-outposts-fips"), "s3-outposts", "{AccountId}.");
    control("S3 Express", place, place.host("s3express-control"), "s3express", "{AccountId}.");
  }

  private static String account(String prefix) {
    return prefix.replace("{AccountId}", Requests.ACCOUNT);
  }

  private void control(String form, Place place, String name, String signing, String prefix) {
    forms.add(new HostForm(form, name, place.partition, place.region, signing, prefix, false, ""));
  }

  private void add(String form, Place place, String name, String signing, boolean bucket) {
    forms.add(new HostForm(form, name, place.partition, place.region, signing, "", bucket, ""));
  }
}
