package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls without a key, and requests for signed URLs. */
class AuthReadingTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final Account ACCOUNT = new Account("111122223333", "test");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none   | cognito-idp.eu-west-1.amazonaws.com | AWSCognitoIdentityProviderService.InitiateAuth | cognito-idp:InitiateAuth in eu-west-1",
        "none   | cognito-idp.eu-west-1.amazonaws.com | AWSCognitoIdentityProviderService.AdminGetUser | SIGNATURE_UNSUPPORTED",
        "none   | cognito-idp.eu-west-1.amazonaws.com | AWSCognitoIdentityProviderService.NoSuch | SIGNATURE_UNSUPPORTED",
        "bearer | cognito-idp.eu-west-1.amazonaws.com | AWSCognitoIdentityProviderService.InitiateAuth | SIGNATURE_UNSUPPORTED",
        "none   | cognito-identity.us-east-1.amazonaws.com | AWSCognitoIdentityService.GetId | cognito-identity:GetId in us-east-1",
        "none   | dynamodb.us-east-1.amazonaws.com | DynamoDB_20120810.ListTables | SIGNATURE_UNSUPPORTED",
        "bearer | dynamodb.us-east-1.amazonaws.com | DynamoDB_20120810.ListTables | SIGNATURE_UNSUPPORTED",
        "none   | portal.sso.eu-west-1.amazonaws.com | GET /assignment/accounts | awsssoportal:ListAccounts in eu-west-1",
        "none   | oidc.eu-west-1.amazonaws.com | POST /token | sso-oauth:CreateToken in eu-west-1",
        "none   | sts.amazonaws.com | GET /?Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::999999999999:role/x | sts:AssumeRoleWithWebIdentity in us-east-1 foreign",
        "none   | sts.amazonaws.com | GET /?Action=GetCallerIdentity&Version=2011-06-15 | SIGNATURE_UNSUPPORTED",
        "none   | open-data.s3.us-east-1.amazonaws.com | GET /x | s3:GetObject in us-east-1",
        "none   | open-data.s3.amazonaws.com | GET /?list-type=2 | s3:ListObjectsV2 in ",
        "none   | open-data.s3.us-east-1.amazonaws.com | PUT /x | SIGNATURE_UNSUPPORTED",
        "none   | open-data.s3.us-east-1.amazonaws.com | DELETE /x | SIGNATURE_UNSUPPORTED",
        "none   | open-data.s3.us-east-1.amazonaws.com | GET /x?acl&policy | SIGNATURE_UNSUPPORTED",
        "bearer | open-data.s3.us-east-1.amazonaws.com | GET /x | SIGNATURE_UNSUPPORTED",
        "bearer | bedrock-runtime.us-east-1.amazonaws.com | POST /model/m/invoke | bedrock:InvokeModel in us-east-1",
        "none   | bedrock-runtime.us-east-1.amazonaws.com | POST /model/m/invoke | SIGNATURE_UNSUPPORTED",
        "bearer | codecatalyst.global.api.aws | GET /session | codecatalyst:VerifySession in ",
        "none   | abcdef.lambda-url.us-east-1.on.aws | GET / | HOST_NOT_PERMITTED",
      })
  void aCallWithoutAKeyIsOneThatIsMadeSo(String auth, String host, String what, String expected) {
    boolean json = !what.contains(" ");
    Headers headers = Headers.of("Host", host);
    if (json) {
      headers =
          headers.plus("X-Amz-Target", what).plus("Content-Type", "application/x-amz-json-1.1");
    }
    String[] line = json ? new String[] {"POST", "/"} : what.split(" ");
    RequestHead head = new RequestHead(line[0], line[1], host, 443, headers);
    RequestBody body = RequestBody.of((json ? "{}" : "").getBytes(StandardCharsets.UTF_8));
    assertThat(unsigned(head, Auth.valueOf(auth.strip().toUpperCase(Locale.ROOT)), body))
        .isEqualTo(expected == null ? "" : expected.strip());
  }

  private static String unsigned(RequestHead head, Auth auth, RequestBody body) {
    try {
      AwsCall call = CATALOG.readUnsigned(head, auth, body);
      assertThat(call.auth()).isEqualTo(auth);
      assertThat(call.account()).isEqualTo(Account.NONE);
      return (call.service()
              + ":"
              + call.action()
              + " in "
              + call.region()
              + (call.foreignAccount() ? " foreign" : ""))
          .strip();
    } catch (Refusal refusal) {
      return refusal.failure().name();
    }
  }

  /** Method, URL, scope, header, seconds, and what the rules see. */
  @ParameterizedTest
  @CsvFileSource(resources = "mint.csv", delimiter = '|', maxCharsPerColumn = 20_000)
  void aUrlIsHandedOutForWhatIsListed(
      String method, String url, String scope, String header, long seconds, String expected) {
    String host = url.split("/")[0].split(":")[0];
    String target = url.substring(url.indexOf('/'));
    Headers headers = Headers.of("Host", url.split("/")[0]);
    List<String> signed = List.of("host");
    if (header != null) {
      headers = headers.plus(header.split(": ")[0], header.split(": ")[1]);
      signed = List.of("host", header.split(": ")[0]);
    }
    RequestHead head = new RequestHead(method, target, host, 443, headers);
    String[] place = scope.split("/");
    assertThat(minted(head, new SigningScope(place[0], place[1]), signed, seconds))
        .isEqualTo(expected);
  }

  private static String minted(
      RequestHead head, SigningScope scope, List<String> signed, long seconds) {
    try {
      AwsCall call = CATALOG.readMint(head, scope, ACCOUNT, signed, Duration.ofSeconds(seconds));
      assertThat(call.auth()).isEqualTo(Auth.MINT);
      Map<String, Object> params = new TreeMap<>(call.params());
      assertThat(params.remove("X-Amz-Expires")).isEqualTo(seconds);
      return (call.service()
              + ":"
              + call.action()
              + " "
              + params
              + " "
              + String.join(" ", call.resources()))
          .strip();
    } catch (Refusal refusal) {
      return refusal.failure().name();
    }
  }

  /** Every line names an operation that there is, and each connection has one. */
  @Test
  void theListIsOfOperationsThatThereAre() {
    Map<String, Set<String>> actions = CATALOG.names().actions();
    for (List<String> line : Table.words("mint.txt")) {
      assertThat(actions.get(line.get(0))).as(line.get(0)).contains(line.get(1));
      assertThat(Long.parseLong(line.get(2))).isBetween(1L, 3_600L);
    }
    for (List<String> line : Table.words("connections.txt")) {
      assertThat(Table.of("mint.txt").contains(line.get(0), line.get(1))).isTrue();
    }
  }
}
