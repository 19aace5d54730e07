package dev.countersign.testkit;

import java.time.Instant;

/**
 * An EC2 instance.
 *
 * @param name of its tag {@code Name}; empty for none
 */
record Instance(String id, String image, String type, String name, Instant launched, State state) {

  /** The codes of EC2's type InstanceState. */
  enum State {
    RUNNING(16, "running"),
    TERMINATED(48, "terminated");

    private final int code;
    private final String label;

    State(int code, String label) {
      this.code = code;
      this.label = label;
    }

    private void write(Xml xml) {
      xml.leaf("code", code).leaf("name", label);
    }
  }

  Instance terminated() {
    return new Instance(id, image, type, name, launched, State.TERMINATED);
  }

  void write(Xml xml) {
    xml.leaf("instanceId", id)
        .leaf("imageId", image)
        .leaf("instanceType", type)
        .leaf("launchTime", launched)
        .element("instanceState", state::write);
    if (!name.isEmpty()) {
      xml.element(
          "tagSet",
          tags -> tags.element("item", tag -> tag.leaf("key", "Name").leaf("value", name)));
    }
  }

  /** The change that terminating it makes. */
  void writeTermination(Xml xml) {
    xml.leaf("instanceId", id)
        .element("currentState", State.TERMINATED::write)
        .element("previousState", state::write);
  }
}
