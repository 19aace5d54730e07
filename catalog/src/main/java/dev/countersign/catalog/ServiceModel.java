package dev.countersign.catalog;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One service.
 *
 * @param id botocore's directory name: {@code bedrock-runtime}
 * @param api the SDKs' service id: {@code Bedrock Runtime}
 * @param signingName what stands in the credential scope: {@code bedrock}
 * @param targetPrefix what stands before the operation in {@code X-Amz-Target} and in an RPC v2
 *     path; empty where the service speaks neither
 * @param protocols all that it speaks, the preferred one first
 * @param shapes what the operations' members are made of, by their numbers
 * @param operations by name
 */
record ServiceModel(
    String id,
    String api,
    String signingName,
    String endpointPrefix,
    String apiVersion,
    String targetPrefix,
    String jsonVersion,
    List<Protocol> protocols,
    List<Shape> shapes,
    SortedMap<String, OperationModel> operations) {

  ServiceModel with(SortedMap<String, OperationModel> others) {
    return new ServiceModel(
        id,
        api,
        signingName,
        endpointPrefix,
        apiVersion,
        targetPrefix,
        jsonVersion,
        protocols,
        shapes,
        others);
  }

  boolean speaks(Protocol protocol) {
    return protocols.contains(protocol);
  }

  boolean speaksRest() {
    return protocols.stream().anyMatch(Protocol::isRest);
  }

  boolean speaksForms() {
    return protocols.stream().anyMatch(Protocol::isForm);
  }

  Optional<OperationModel> operation(String name) {
    return Optional.ofNullable(operations.get(name));
  }
}
