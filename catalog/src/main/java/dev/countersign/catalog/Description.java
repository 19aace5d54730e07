package dev.countersign.catalog;

import dev.countersign.model.Access;
import java.util.List;
import java.util.Locale;

/**
 * What the catalog knows of one operation, for people and programs to read.
 *
 * @param service the catalog's id of the service: {@code bedrock-runtime}
 * @param api the SDKs' service id: {@code Bedrock Runtime}
 * @param signingName what stands in the credential scope: {@code bedrock}
 * @param action the operation's name
 * @param method the HTTP method
 * @param uri the path's template with its query literals
 * @param access what kind of thing it does
 * @param ground why: {@code reviewed}, {@code iam}, {@code trait}, {@code gap}, or {@code none}
 * @param iamActions the IAM actions that AWS checks
 * @param returnsCredentials the answer carries credentials, tokens or secret values
 * @param runsCode it makes something run
 * @param params the names of its input members, as {@code aws.params} has them
 */
public record Description(
    String service,
    String api,
    String signingName,
    String action,
    String method,
    String uri,
    Access access,
    String ground,
    List<String> iamActions,
    boolean returnsCredentials,
    boolean runsCode,
    List<String> params) {

  static Description of(ServiceModel service, OperationModel operation, Classifier.Facts facts) {
    return new Description(
        service.id(),
        service.api(),
        service.signingName(),
        operation.name(),
        operation.method(),
        operation.uri().text(),
        facts.access(),
        facts.ground().name().toLowerCase(Locale.ROOT),
        facts.iamActions(),
        facts.returnsCredentials(),
        facts.runsCode(),
        operation.members().stream().map(MemberModel::name).toList());
  }
}
