package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.rules.Learnt.Statement;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IamPoliciesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aPolicyIsAsIamWantsIt() {
    assertThat(
            IamPolicies.of(
                List.of(
                    new Statement(List.of("s3:GetObject"), List.of("arn:aws:s3:::b/\u20ac/*")),
                    new Statement(List.of("sqs:ListQueues"), List.of("*")))))
        .containsExactly(
            """
            {
              "Version" : "2012-10-17",
              "Statement" : [ {
                "Effect" : "Allow",
                "Action" : [ "s3:GetObject" ],
                "Resource" : [ "arn:aws:s3:::b/\\u20AC/*" ]
              }, {
                "Effect" : "Allow",
                "Action" : [ "sqs:ListQueues" ],
                "Resource" : [ "*" ]
              } ]
            }
            """);
  }

  @Test
  void whatIsTooLongForOnePolicyBecomesSeveralThatAllowTheSame() throws IOException {
    List<String> resources =
        IntStream.range(0, 400).mapToObj(i -> "arn:aws:s3:::bucket/object-" + i).toList();
    List<String> actions = IntStream.range(0, 400).mapToObj(i -> "ec2:DescribeThing" + i).toList();
    List<String> documents =
        IamPolicies.of(
            List.of(
                new Statement(List.of("s3:GetObject", "s3:PutObject"), resources),
                new Statement(actions, List.of("*"))));
    assertThat(documents).hasSizeBetween(4, 8);
    Set<String> granted = new HashSet<>();
    for (String document : documents) {
      assertThat(document.replaceAll("\\s", "").length()).isLessThanOrEqualTo(6_144);
      for (JsonNode statement : JSON.readTree(document).get("Statement")) {
        statement
            .get("Action")
            .forEach(
                action ->
                    statement
                        .get("Resource")
                        .forEach(on -> granted.add(action.asText() + " " + on.asText())));
      }
    }
    assertThat(granted).hasSize(2 * 400 + 400);
  }
}
