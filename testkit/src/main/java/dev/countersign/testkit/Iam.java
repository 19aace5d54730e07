package dev.countersign.testkit;

import dev.countersign.testkit.StandInOptions.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** AWS Identity and Access Management, API version 2010-05-08: users and the configured roles. */
final class Iam implements Service {

  private static final String NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";
  private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,64}");

  private record User(String name, String id, Instant created) {}

  private final List<Role> roles;
  private final Clock clock;
  private final Ids ids = new Ids();
  private final Places<Map<String, User>> users = new Places<>(place -> new TreeMap<>());

  Iam(List<Role> roles, Clock clock) {
    this.roles = List.copyOf(roles);
    this.clock = clock;
  }

  @Override
  public String operation(Call call) {
    return Form.of(call).required("Action");
  }

  @Override
  public synchronized Reply answer(String operation, Call call) {
    Form form = Form.of(call);
    String account = call.caller().account();
    Map<String, User> here = users.at(call.place());
    return switch (operation) {
      case "ListUsers" -> listUsers(here, account);
      case "CreateUser" -> createUser(here, form, account);
      case "GetUser" -> getUser(here, form, account);
      case "DeleteUser" -> deleteUser(here, form);
      case "ListRoles" -> listRoles(account);
      default ->
          throw new AwsError(
              400,
              "InvalidAction",
              "Could not find operation " + operation + " for version 2010-05-08");
    };
  }

  private static Reply listUsers(Map<String, User> here, String account) {
    return QueryReply.of(
        "ListUsers",
        NAMESPACE,
        xml ->
            xml.element(
                    "Users",
                    list ->
                        here.values()
                            .forEach(user -> list.element("member", m -> write(m, user, account))))
                .leaf("IsTruncated", false));
  }

  private static void write(Xml xml, User user, String account) {
    xml.leaf("Path", "/")
        .leaf("UserName", user.name())
        .leaf("UserId", user.id())
        .leaf("Arn", "arn:aws:iam::" + account + ":user/" + user.name())
        .leaf("CreateDate", user.created());
  }

  private Reply createUser(Map<String, User> here, Form form, String account) {
    String name = form.required("UserName");
    if (!NAME.matcher(name).matches()) {
      throw new AwsError(400, "ValidationError", "The specified value for userName is invalid.");
    }
    if (here.containsKey(name)) {
      throw new AwsError(409, "EntityAlreadyExists", "User with name " + name + " already exists.");
    }
    Limits.checkCount(here.size(), Limits.THINGS, "users");
    User user = new User(name, ids.next("AIDA"), clock.instant().truncatedTo(ChronoUnit.SECONDS));
    here.put(name, user);
    return QueryReply.of(
        "CreateUser", NAMESPACE, xml -> xml.element("User", u -> write(u, user, account)));
  }

  private static Reply getUser(Map<String, User> here, Form form, String account) {
    User user = find(here, form.required("UserName"));
    return QueryReply.of(
        "GetUser", NAMESPACE, xml -> xml.element("User", u -> write(u, user, account)));
  }

  private static Reply deleteUser(Map<String, User> here, Form form) {
    here.remove(find(here, form.required("UserName")).name());
    return Reply.xml(
        Xml.document(
            "DeleteUserResponse",
            NAMESPACE,
            xml ->
                xml.element(
                    "ResponseMetadata", metadata -> metadata.leaf("RequestId", "stand-in"))));
  }

  private static User find(Map<String, User> here, String name) {
    return Optional.ofNullable(here.get(name))
        .orElseThrow(
            () ->
                new AwsError(
                    404, "NoSuchEntity", "The user with name " + name + " cannot be found."));
  }

  private Reply listRoles(String account) {
    return QueryReply.of(
        "ListRoles",
        NAMESPACE,
        xml ->
            xml.element(
                    "Roles",
                    list ->
                        roles.stream()
                            .filter(role -> role.account().equals(account))
                            .forEach(role -> list.element("member", m -> write(m, role))))
                .leaf("IsTruncated", false));
  }

  private static void write(Xml xml, Role role) {
    String path = role.name().substring(0, role.name().lastIndexOf('/') + 1);
    xml.leaf("Path", "/" + path)
        .leaf("RoleName", role.simpleName())
        .leaf("RoleId", "AROASTANDINROLE00000")
        .leaf("Arn", role.arn())
        .leaf("CreateDate", Instant.EPOCH);
  }

  /** Makes a user without any call. */
  synchronized void seed(String account, String name) {
    users
        .at(new Place(account, "us-east-1"))
        .put(name, new User(name, ids.next("AIDA"), Instant.EPOCH));
  }
}
