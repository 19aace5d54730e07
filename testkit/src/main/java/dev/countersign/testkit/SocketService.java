package dev.countersign.testkit;

/** A service that is only spoken with through a WebSocket. */
interface SocketService extends Service {

  /**
   * The conversation that an upgrade opens.
   *
   * @param chain of the signatures of events, which begins with that of the upgrade
   * @throws AwsError where AWS would answer the upgrade with an error
   */
  Conversation open(String operation, Call call, ChunkChain chain);

  @Override
  default Reply answer(String operation, Call call) {
    throw new AwsError(426, "UpgradeRequired", "This is spoken with through a WebSocket.");
  }
}
