package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Verdict;
import dev.countersign.rules.Learning.Breadth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LearningTest {

  private static final Account STAGING = new Account("222222222222", "staging");
  private static final Account PROD = new Account("111111111111", "prod");

  /** One call, in the parts that a proposal looks at. */
  private record Call(
      String service,
      String action,
      Account account,
      String region,
      List<String> resources,
      boolean foreign,
      boolean credentials,
      Access access,
      Set<Fact> unknown) {

    static Call of(String action, String... resources) {
      return new Call(
          "s3",
          action,
          STAGING,
          "eu-west-1",
          List.of(resources),
          false,
          false,
          Access.WRITE,
          Set.of(Fact.PARAMS));
    }

    Call in(Account other) {
      return new Call(
          service, action, other, region, resources, foreign, credentials, access, unknown);
    }

    Call with(String... others) {
      return new Call(
          service, action, account, region, List.of(others), foreign, credentials, access, unknown);
    }

    Call foreign(boolean names) {
      return new Call(
          service, action, account, region, resources, names, credentials, access, unknown);
    }

    Call unknown(Fact... facts) {
      return new Call(
          service, action, account, region, resources, foreign, credentials, access, Set.of(facts));
    }

    AwsCall aws() {
      return new AwsCall(
          service,
          "",
          action,
          !action.isEmpty(),
          account,
          region,
          "aws",
          resources.isEmpty() ? "" : resources.getFirst(),
          resources,
          foreign,
          "POST",
          "/",
          "",
          Auth.SIGV4,
          action.isEmpty() ? List.of() : List.of(service + ":" + action),
          access,
          credentials,
          false,
          Map.of(),
          false,
          ErrorFormat.JSON,
          unknown);
    }
  }

  private static Learnt learn(Breadth breadth, List<Call> calls) {
    Learning learning = new Learning(breadth, Optional.empty());
    calls.forEach(call -> learning.add(call.aws(), Calls.CLAUDE, Calls.NOON));
    return learning.learnt();
  }

  /** Compiles what was learnt; its own tests have to pass, and to reach every rule. */
  private static RuleSet compile(Learnt learnt) {
    String text = learnt.ruleFile();
    assertThat(text.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c <= '~'));
    RuleSet rules = RuleSet.compile(List.of(new RuleSource("learnt.yaml", text)));
    RuleTestRun run = RuleTestRun.of(rules);
    assertThat(run.passes()).as(text).isTrue();
    assertThat(run.unreached()).as(text).isEmpty();
    return rules;
  }

  private static String verdict(RuleSet rules, Call call) {
    return rules.decide(call.aws(), Calls.CLAUDE, Calls.NOON, 0).verdict().word();
  }

  private static final List<String> NAMES =
      List.of(
          "arn:aws:s3:::logs/2026/01/a",
          "arn:aws:s3:::logs/2026/01/b",
          "arn:aws:s3:::logs/2026/02/a",
          "arn:aws:s3:::logs",
          "arn:aws:s3:::site/index.html",
          "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
          "arn:aws:dynamodb:eu-west-1:222222222222:table/orders/index/x",
          "arn:aws:dynamodb:eu-west-1:222222222222:table/orders/index/y",
          "i-0123456789abcdef0",
          "arn:aws:s3:::odd/\"'\\ ${aws:username} *?#: \n\t\u2028\u0000\u00e9\ud83d\ude00{{x}}");

  private static Call random(RandomGenerator random) {
    boolean foreign = random.nextInt(8) == 0;
    String action = "Do" + random.nextInt(5);
    return new Call(
        random.nextInt(3) == 0 ? "dynamodb" : "s3",
        action,
        random.nextBoolean() ? PROD : STAGING,
        random.nextBoolean() ? "eu-west-1" : "us-east-1",
        IntStream.range(0, random.nextInt(4))
            .mapToObj(_ -> NAMES.get(random.nextInt(NAMES.size())))
            .distinct()
            .toList(),
        foreign,
        action.equals("Do4"),
        action.equals("Do3") ? Access.PERMISSIONS : Access.READ,
        Set.of(Fact.PARAMS));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everythingThatWasSeenIsPermittedAndNoRuleCanGo(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (Breadth breadth : Breadth.values()) {
      List<Call> calls = new ArrayList<>();
      for (int i = 1 + random.nextInt(25); i > 0; i--) {
        calls.add(random(random));
      }
      Learnt learnt = learn(breadth, calls);
      RuleSet rules = compile(learnt);
      for (Call call : calls) {
        boolean look = call.foreign() || call.credentials() || call.access() == Access.PERMISSIONS;
        assertThat(verdict(rules, call)).isEqualTo(look ? "approve" : "allow");
      }
      for (int i = 0; i < learnt.size(); i++) {
        List<ProposedRule> fewer = new ArrayList<>(learnt.rules());
        fewer.remove(i);
        Learnt rest = new Learnt(fewer, Optional.empty(), learnt.origin());
        RuleSet without = RuleSet.compile(List.of(new RuleSource("fewer.yaml", rest.ruleFile())));
        assertThat(calls).as("rule " + i).anyMatch(call -> verdict(without, call).equals("deny"));
      }
    }
  }

  /** Every call that one part tells apart from all that were seen is denied. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void exactlyWhatWasSeenIsPermittedAndNothingElse(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      calls.add(random(random));
    }
    RuleSet rules = compile(learn(Breadth.EXACT, calls));
    for (int i = 0; i < 3_000; i++) {
      Call call = random(random);
      List<Call> alike =
          calls.stream()
              .filter(seen -> seen.action().equals(call.action()))
              .filter(seen -> seen.service().equals(call.service()))
              .filter(seen -> seen.account().equals(call.account()))
              .filter(seen -> seen.region().equals(call.region()))
              .filter(seen -> seen.foreign() == call.foreign())
              .toList();
      Set<String> named =
          Set.copyOf(alike.stream().flatMap(seen -> seen.resources().stream()).toList());
      boolean none = alike.stream().anyMatch(seen -> seen.resources().isEmpty());
      boolean primary =
          alike.stream()
              .anyMatch(
                  seen ->
                      seen.resources().stream()
                          .limit(1)
                          .toList()
                          .equals(call.resources().stream().limit(1).toList()));
      boolean seen =
          call.resources().isEmpty() ? none : primary && named.containsAll(call.resources());
      assertThat(verdict(rules, call).equals("deny")).as(call.toString()).isEqualTo(!seen);
    }
    for (Call seen : calls) {
      Call widened = seen.with("arn:aws:s3:::never");
      assertThat(verdict(rules, widened)).isEqualTo("deny");
      assertThat(verdict(rules, seen.in(new Account("333333333333", "x")))).isEqualTo("deny");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"] || true || aws.resource in [\"",
        "' || true || '",
        "\\",
        "\\\"",
        "\n  - name: all\n    allow: true\n",
        "\r\n---\n",
        "\u0085\u2028\u2029\ufeff\u202e",
        "\u0000\u0007\u001b[2J\u007f",
        "{{ x }} ${x} #{x} %s %n",
        "*?[a-z]",
        "&anchor *alias !tag # comment: x",
        "null",
        "~",
        "1e3",
        "\ud83d\ude00\u00e9\uffff",
      })
  void anAgentsTextStaysAText(String text) {
    String arn = "arn:aws:s3:::bucket/" + text;
    for (Breadth breadth : List.of(Breadth.EXACT, Breadth.PREFIX)) {
      RuleSet rules =
          compile(learn(breadth, List.of(Call.of("Get", arn), Call.of("Put", text, text + "2"))));
      assertThat(verdict(rules, Call.of("Get", arn))).isEqualTo("allow");
      assertThat(verdict(rules, Call.of("Put", text, text + "2"))).isEqualTo("allow");
      assertThat(verdict(rules, Call.of("Get", "arn:aws:s3:::bucket/other"))).isEqualTo("deny");
      assertThat(verdict(rules, Call.of("Get", arn + "x"))).isEqualTo("deny");
      assertThat(verdict(rules, Call.of("Delete", arn))).isEqualTo("deny");
      assertThat(rules.rules()).hasSize(2);
    }
  }

  @Test
  void aTextThatNoLiteralCanHoldIsNotProposed() {
    Learnt learnt = learn(Breadth.EXACT, List.of(Call.of("Get", "arn:aws:s3:::b/\ud800")));
    assertThat(learnt.size()).isZero();
    assertThat(learnt.origin().skipped())
        .containsOnlyKeys("s3: Get: it has a text that no rule can hold");
    compile(learnt);
  }

  @Test
  void newObjectsBesideSeveralThatWereSeenPass() {
    RuleSet rules =
        compile(
            learn(
                Breadth.PREFIX,
                List.of(
                    Call.of("Get", "arn:aws:s3:::logs/2026/a"),
                    Call.of("Get", "arn:aws:s3:::logs/2026/b"),
                    Call.of("Get", "arn:aws:s3:::site/index.html"))));
    assertThat(verdict(rules, Call.of("Get", "arn:aws:s3:::logs/2026/c/d"))).isEqualTo("allow");
    assertThat(verdict(rules, Call.of("Get", "arn:aws:s3:::logs/2027/c"))).isEqualTo("deny");
    assertThat(verdict(rules, Call.of("Get", "arn:aws:s3:::logs"))).isEqualTo("deny");
    assertThat(verdict(rules, Call.of("Get", "arn:aws:s3:::site/other"))).isEqualTo("deny");
    assertThat(verdict(rules, Call.of("Get", "x arn:aws:s3:::logs/2026/c"))).isEqualTo("deny");
  }

  @Test
  void aCopyIsNotPermittedTheOtherWayRound() {
    RuleSet rules = compile(learn(Breadth.PREFIX, List.of(Call.of("CopyObject", "to", "from"))));
    assertThat(verdict(rules, Call.of("CopyObject", "to", "from"))).isEqualTo("allow");
    assertThat(verdict(rules, Call.of("CopyObject", "from", "to"))).isEqualTo("deny");
  }

  @Test
  void anyResourceOfThisAccountPassesWhereThatIsAskedFor() {
    RuleSet rules =
        compile(learn(Breadth.ANY, List.of(Call.of("Get", "a").unknown(Fact.RESOURCES))));
    assertThat(verdict(rules, Call.of("Get", "b"))).isEqualTo("allow");
    assertThat(verdict(rules, Call.of("Get", "b").foreign(true))).isEqualTo("deny");
    assertThat(verdict(rules, Call.of("Put", "b"))).isEqualTo("deny");
  }

  @ParameterizedTest
  @EnumSource(value = Breadth.class, names = "ANY", mode = EnumSource.Mode.EXCLUDE)
  void callsOfUnknownResourcesOrOperationAreNamedAndNotProposed(Breadth breadth) {
    Learnt learnt =
        learn(breadth, List.of(Call.of("Get", "a").unknown(Fact.RESOURCES), Call.of("", "a")));
    assertThat(learnt.size()).isZero();
    assertThat(learnt.ruleFile())
        .contains("# Not proposed: \"s3: Get: its resources are not all known\" (1 calls)")
        .contains("# Not proposed: \"s3: the operation is not known\" (1 calls)");
    compile(learnt);
  }

  @ParameterizedTest
  @EnumSource(Breadth.class)
  void callsThatAreSignedForSeveralRegionsAreNamedAndNotProposed(Breadth breadth) {
    Learnt learnt = learn(breadth, List.of(Call.of("Get", "a").unknown(Fact.REGION)));
    assertThat(learnt.size()).isZero();
    assertThat(learnt.ruleFile()).contains("s3: Get: its region is not known");
  }

  @Test
  void whatIsNotKnownToBeHarmlessIsForAPersonToAgreeTo() {
    Call doubtful = Call.of("Get", "a").unknown(Fact.RETURNS_CREDENTIALS);
    Call elsewhere = Call.of("Put", "a").unknown(Fact.FOREIGN_ACCOUNT);
    RuleSet rules = compile(learn(Breadth.EXACT, List.of(doubtful, elsewhere)));
    assertThat(verdict(rules, doubtful)).isEqualTo("approve");
    assertThat(verdict(rules, elsewhere)).isEqualTo("approve");
  }

  @Test
  void theRulesAskWhoCallsWhereOneAgentWasAskedFor() {
    for (boolean verified : List.of(true, false)) {
      Learning learning = new Learning(Breadth.EXACT, Optional.of("claude"));
      AwsCall call = Call.of("Get", "a").aws();
      learning.add(call, new Agent("claude", "127.0.0.1", verified), Calls.NOON);
      RuleSet rules = compile(learning.learnt());
      for (Agent agent : List.of(new Agent("claude", "", false), new Agent("other", "", true))) {
        Verdict verdict = rules.decide(call, agent, Calls.NOON, 0).verdict();
        assertThat(verdict.word())
            .isEqualTo(agent.name().equals("claude") && !verified ? "allow" : "deny");
      }
    }
  }

  @Test
  void whatAgreesIsJoinedIntoFewRules() {
    List<Call> calls = new ArrayList<>();
    for (Account account : List.of(STAGING, PROD)) {
      for (String action : List.of("Get", "Put", "Head")) {
        calls.add(Call.of(action, "a").in(account));
      }
    }
    Learnt learnt = learn(Breadth.EXACT, calls);
    assertThat(learnt.ruleFile())
        .isEqualTo(
            """
            # Learnt from 6 calls, 2026-03-02T12:00:00Z to 2026-03-02T12:00:00Z.
            # Read it before you use it: what was done once need not be right.
            let:
              resources_1:
                - "a"
            rules:
              - name: "s3 Get, Head, Put in prod, staging"
                allow: |-
                  aws.service == "s3" &&
                  aws.action in ["Get", "Head", "Put"] &&
                  aws.account in ["111111111111", "222222222222"] &&
                  aws.region == "eu-west-1" &&
                  !aws.foreign_account &&
                  aws.resources.size() > 0 &&
                  aws.resources.all(r, r in resources_1)
            tests:
              - name: "s3 Get"
                call: {service: "s3", action: "Get", account: "222222222222", region: "eu-west-1", resource: "a", resources: ["a"]}
                expect: {verdict: allow, rule: "s3 Get, Head, Put in prod, staging"}
              - name: "s3 Put"
                call: {service: "s3", action: "Put", account: "222222222222", region: "eu-west-1", resource: "a", resources: ["a"]}
                expect: {verdict: allow, rule: "s3 Get, Head, Put in prod, staging"}
              - name: "s3 Head"
                call: {service: "s3", action: "Head", account: "222222222222", region: "eu-west-1", resource: "a", resources: ["a"]}
                expect: {verdict: allow, rule: "s3 Get, Head, Put in prod, staging"}
              - name: what is not understood
                call: {known: false}
                expect: {verdict: deny, rule: "(no rule matched)"}
            """);
  }

  @Test
  void theGuideShowsWhatIsLearnt() throws IOException {
    List<Call> calls = new ArrayList<>();
    for (String object : List.of("arn:aws:s3:::reports/2026/a", "arn:aws:s3:::reports/2026/b")) {
      calls.add(Call.of("GetObject", object));
      calls.add(Call.of("PutObject", object));
    }
    calls.add(Call.of("ListObjectsV2", "arn:aws:s3:::reports"));
    Learning learning = new Learning(Breadth.PREFIX, Optional.of("claude"));
    calls.forEach(call -> learning.add(call.aws(), Calls.CLAUDE, Calls.NOON));
    assertThat(Files.readString(Path.of("../docs/rules.md")))
        .contains("```yaml\n" + learning.learnt().ruleFile() + "```\n");
  }

  @Test
  void iamAllowsTheSameInItsOwnWords() {
    Learnt learnt =
        learn(
            Breadth.PREFIX,
            List.of(
                Call.of("Get", "arn:aws:s3:::b/x/1"),
                Call.of("Get", "arn:aws:s3:::b/x/2"),
                Call.of("Get", "arn:aws:s3:::b/${aws:username}*?"),
                Call.of("Put", "i-1"),
                Call.of("List").in(PROD)));
    assertThat(learnt.statements())
        .containsExactly(
            Map.entry(PROD, List.of(new Learnt.Statement(List.of("s3:List"), List.of("*")))),
            Map.entry(
                STAGING,
                List.of(
                    new Learnt.Statement(
                        List.of("s3:Get"),
                        List.of("arn:aws:s3:::b/${$}{aws:username}${*}${?}", "arn:aws:s3:::b/x/*")),
                    new Learnt.Statement(List.of("s3:Put"), List.of("*")))));
  }

  @Test
  void thereIsABoundOnWhatIsToldApart() {
    Learning learning = new Learning(Breadth.EXACT, Optional.empty());
    for (int i = 0; i < Learning.MAX_SEEN; i++) {
      assertThat(learning.add(Call.of("Get", "r" + i).aws(), Calls.CLAUDE, Calls.NOON)).isTrue();
    }
    assertThat(learning.add(Call.of("Get", "more").aws(), Calls.CLAUDE, Calls.NOON)).isFalse();
    assertThat(learning.add(Call.of("Get", "r7").aws(), Calls.CLAUDE, Calls.NOON)).isTrue();
  }
}
